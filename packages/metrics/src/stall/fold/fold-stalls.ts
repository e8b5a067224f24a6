import { grow } from '../../fold/grow.ts'
import type { Crossings } from '../../funnel/fold/paths.ts'
import type { UnitLog } from '../../scan/unit-log/unit-log.ts'

export interface StallRules {
  /** by place: bit 0, the event is a step; bit 1, it is progress */
  readonly masks: Int32Array
  /** how many steps in a row without progress are being stuck */
  readonly steps: number
  /** of a unit's first step, epoch ms */
  readonly from: number
  readonly to: number
}

/** Units that took enough steps to be seen stuck, as columns: the paths of two steps, to be seen and to be stuck. */
export interface Stalls extends Crossings {
  length: number
  /** epoch ms of the first step */
  entry: Float64Array
  /** place of the step that starts the longest row without progress; of the first step where there is none */
  place: Int32Array
  /** the other subject of the first step */
  other: Uint32Array
  /** 2: stuck, the longest row is long enough; else 1 */
  reached: Uint8Array
  /** units that began in the range and took too few steps to tell (right-censored) */
  left: number
}

/** The longest row of steps without progress among events[start, end), how many steps there are, and where they begin. */
function walk(log: UnitLog, masks: Int32Array, events: Int32Array, start: number, end: number) {
  const { place } = log
  let [steps, row, rowStart, longest] = [0, 0, -1, 0]
  let [first, longestStart] = [-1, -1]
  for (let at = start; at < end; at++) {
    const event = events[at]!
    const mask = masks[place[event]!]!
    const isStep = (mask & 1) !== 0
    if (isStep) {
      steps++
      if (first < 0) first = event
    }
    if ((mask & 2) !== 0) row = 0
    else if (isStep) {
      if (row === 0) rowStart = event
      row++
      if (row > longest) {
        longest = row
        longestStart = rowStart
      }
    }
  }
  return { steps, first, longest, longestStart }
}

/**
 * Which units got stuck: took `steps` steps in a row without progress between them. A step that is progress itself is in no
 * row. Units with fewer steps at all are left out and counted, because they could not have been seen to get stuck (T-50). A
 * unit belongs to its first step; one that began before the range belongs there. Pure.
 */
export function foldStalls(log: UnitLog, rules: StallRules): Stalls {
  const stalls: Stalls = {
    steps: 2,
    length: 0,
    entry: new Float64Array(1024),
    place: new Int32Array(1024),
    other: new Uint32Array(1024),
    reached: new Uint8Array(1024),
    left: 0,
  }
  log.visit((events, start, end) => {
    const { steps, first, longest, longestStart } = walk(log, rules.masks, events, start, end)
    if (first < 0) return
    const entry = log.time[first]!
    if (entry < rules.from || entry >= rules.to) return
    if (steps < rules.steps) {
      stalls.left++
      return
    }
    const unit = stalls.length++
    stalls.entry = grow(stalls.entry, stalls.length)
    stalls.place = grow(stalls.place, stalls.length)
    stalls.other = grow(stalls.other, stalls.length)
    stalls.reached = grow(stalls.reached, stalls.length)
    stalls.entry[unit] = entry
    stalls.place[unit] = log.place[longestStart < 0 ? first : longestStart]!
    stalls.other[unit] = log.other[first]!
    stalls.reached[unit] = longest >= rules.steps ? 2 : 1
  })
  return stalls
}
