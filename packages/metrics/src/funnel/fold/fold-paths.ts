import type { UnitLog } from '../../scan/unit-log/unit-log.ts'
import { addPath, createPaths, type Paths } from './paths.ts'

/** What a funnel asks of a unit's events. */
export interface FunnelRules {
  /** at most 30 */
  readonly steps: number
  /** by place: bit k, the event may be step k; bit `steps`, it is excluded */
  readonly masks: Int32Array
  /** ms from the entry, itself included */
  readonly withinMs: number
  /** entries count in [from, to), epoch ms */
  readonly from: number
  readonly to: number
}

/**
 * The path of every unit that entered in the range, and no more than one each: it enters with its first event that may be
 * step 1, unless the log holds one before the range (then it entered there). From then on each event is at most one thing:
 * excluded, which ends the path, or the next step, or nothing. Taking the earliest event for each next step comes as far as
 * any choice can. Everything later than the window of the entry is ignored. Pure.
 */
export function foldPaths(log: UnitLog, rules: FunnelRules): Paths {
  const { steps, masks, withinMs, from, to } = rules
  const { time, place, other, weight } = log
  const isWeighted = weight.length > 0
  const excludeBit = 1 << steps
  const paths = createPaths(steps)
  log.visit((events, start, end) => {
    let at = start
    while (at < end && (masks[place[events[at]!]!]! & 1) === 0) at++
    if (at === end) return
    const entering = events[at]!
    const entry = time[entering]!
    if (entry < from || entry >= to) return
    const path = addPath(paths, isWeighted)
    paths.entry[path] = entry
    paths.place[path] = place[entering]!
    paths.other[path] = other[entering]!
    const { took } = paths
    const first = path * steps
    took.fill(Number.NaN, first, first + steps)
    let standsFor = isWeighted ? weight[entering]! : 1
    if (isWeighted) paths.weight[first] = standsFor
    let reached = 1
    let before = entry
    for (at++; at < end && reached < steps; at++) {
      const event = events[at]!
      const now = time[event]!
      if (now - entry > withinMs) break
      const mask = masks[place[event]!]!
      if ((mask & excludeBit) !== 0) {
        paths.excluded[path] = 1
        break
      }
      if ((mask & (1 << reached)) === 0) continue
      took[first + reached] = now - before
      if (isWeighted) {
        standsFor = Math.max(standsFor, weight[event]!)
        paths.weight[first + reached] = standsFor
      }
      before = now
      reached++
    }
    paths.reached[path] = reached
  })
  return paths
}
