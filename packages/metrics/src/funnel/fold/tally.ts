import { nearestRank } from '../../sketch/nearest-rank.ts'
import type { Paths } from './paths.ts'

/** What some paths of a funnel come to. Per step unless said otherwise. */
export interface Tally {
  /** paths that took the step */
  readonly n: number[]
  /** units that they stand for: n where nothing was sampled */
  readonly estimate: number[]
  /** of the estimate; 0 where nothing was sampled */
  readonly standardError: number[]
  /** paths whose last step it is, ended by an exclusion */
  readonly excluded: number[]
  /** ms from the step before, nearest rank; null for the first step and where nobody took it */
  readonly medianMs: (number | null)[]
  readonly p95Ms: (number | null)[]
  /** paths that may still go on: not ended, window open at the time of the data */
  readonly open: number
  /** estimates per bucket of the entry */
  readonly entered: number[]
  readonly converted: number[]
}

export interface TallyOptions {
  readonly withinMs: number
  /** epoch ms up to which everything received is in the paths */
  readonly dataTime: number
  /** bucket of an entry's time, and how many there are; none: no trend */
  readonly buckets?: { readonly count: number; indexOf(entry: number): number } | undefined
}

/** Sorted times that the members took for a step. */
function timesOf({ steps, reached, took }: Paths, members: Int32Array, step: number): Float64Array {
  const times = new Float64Array(members.length)
  let length = 0
  for (const path of members) if (reached[path]! > step) times[length++] = took[path * steps + step]!
  return times.subarray(0, length).sort()
}

const quantileOf = (sorted: Float64Array, q: number): number | null =>
  sorted.length === 0 ? null : sorted[nearestRank(q, sorted.length) - 1]!

/** An estimate never exceeds that of the step before: of two samples' noise it may. */
function capped(estimates: readonly number[]): number[] {
  let before = Number.POSITIVE_INFINITY
  return estimates.map((estimate) => {
    before = Math.min(before, estimate)
    return before
  })
}

/**
 * Adds up some paths. Where events were sampled, a path that took a step counts for as many units as the rarest of its
 * events so far stands for (Horvitz and Thompson), with the standard error sqrt(sum w (w - 1)). Pure.
 */
export function tallyPaths(paths: Paths, members: Int32Array, { withinMs, dataTime, buckets }: TallyOptions): Tally {
  const { steps, reached, excluded, entry, weight } = paths
  const zeros = () => new Array<number>(steps).fill(0)
  const [n, sum, variance, ended] = [zeros(), zeros(), zeros(), zeros()]
  const entered = new Array<number>(buckets?.count ?? 0).fill(0)
  const converted = [...entered]
  const isWeighted = weight.length > 0
  const weightAt = (path: number, step: number) => (isWeighted ? weight[path * steps + step]! : 1)
  let open = 0
  for (const path of members) {
    const depth = reached[path]!
    for (let step = 0; step < depth; step++) {
      const w = weightAt(path, step)
      n[step]!++
      sum[step]! += w
      variance[step]! += w * (w - 1)
    }
    if (excluded[path] === 1) ended[depth - 1]!++
    else if (depth < steps && entry[path]! + withinMs >= dataTime) open++
    if (buckets === undefined) continue
    const bucket = buckets.indexOf(entry[path]!)
    entered[bucket]! += weightAt(path, 0)
    if (depth === steps) converted[bucket]! += weightAt(path, steps - 1)
  }
  const times = n.map((_, step) => (step === 0 ? new Float64Array(0) : timesOf(paths, members, step)))
  return {
    n,
    estimate: capped(sum),
    standardError: variance.map(Math.sqrt),
    excluded: ended,
    medianMs: times.map((sorted) => quantileOf(sorted, 0.5)),
    p95Ms: times.map((sorted) => quantileOf(sorted, 0.95)),
    open,
    entered,
    converted: converted.map((value, i) => Math.min(value, entered[i]!)),
  }
}
