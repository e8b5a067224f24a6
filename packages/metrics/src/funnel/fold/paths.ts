import { grow } from '../../fold/grow.ts'

/** How far units came, one path per unit that entered. Columns; `steps` entries per path where the name says so. */
export interface Paths {
  readonly steps: number
  length: number
  /** epoch ms of the entering event */
  entry: Float64Array
  /** place of the entering event's dimension set */
  place: Int32Array
  /** the other subject of the entering event */
  other: Uint32Array
  /** steps taken, at least 1 */
  reached: Uint8Array
  /** 1: an excluded event ended it */
  excluded: Uint8Array
  /** per step: ms since the step before; NaN where it was not taken, and for the first */
  took: Float64Array
  /** per step: how many units the path stands for there; empty while each stands for itself */
  weight: Float64Array
}

export const createPaths = (steps: number, capacity = 1024): Paths => ({
  steps,
  length: 0,
  entry: new Float64Array(capacity),
  place: new Int32Array(capacity),
  other: new Uint32Array(capacity),
  reached: new Uint8Array(capacity),
  excluded: new Uint8Array(capacity),
  took: new Float64Array(capacity * steps),
  weight: new Float64Array(0),
})

/** What splitting and gating need to know of paths. */
export type Crossings = Pick<Paths, 'steps' | 'length' | 'entry' | 'place' | 'other' | 'reached'>

/** Makes room for one more path; answers its index. */
export function addPath(paths: Paths, isWeighted: boolean): number {
  const needed = paths.length + 1
  paths.entry = grow(paths.entry, needed)
  paths.place = grow(paths.place, needed)
  paths.other = grow(paths.other, needed)
  paths.reached = grow(paths.reached, needed)
  paths.excluded = grow(paths.excluded, needed)
  paths.took = grow(paths.took, needed * paths.steps)
  if (isWeighted) paths.weight = grow(paths.weight, needed * paths.steps)
  return paths.length++
}

/** Paths of several shards as one. */
export function joinPaths(parts: readonly Paths[], steps: number): Paths {
  const total = parts.reduce((sum, part) => sum + part.length, 0)
  const joined = createPaths(steps, total)
  const isWeighted = parts.some((part) => part.weight.length > 0)
  if (isWeighted) joined.weight = new Float64Array(total * steps).fill(1)
  for (const part of parts) {
    const at = joined.length
    const { length } = part
    joined.entry.set(part.entry.subarray(0, length), at)
    joined.place.set(part.place.subarray(0, length), at)
    joined.other.set(part.other.subarray(0, length), at)
    joined.reached.set(part.reached.subarray(0, length), at)
    joined.excluded.set(part.excluded.subarray(0, length), at)
    joined.took.set(part.took.subarray(0, length * steps), at * steps)
    joined.weight.set(part.weight.subarray(0, length * steps), isWeighted ? at * steps : 0)
    joined.length += length
  }
  return joined
}
