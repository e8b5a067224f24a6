import type { StallGroup, StallQuery } from '@tidemark/contracts'
import { type GateOptions, gateGroups } from '../funnel/fold/gate.ts'
import { type Key, type PathGroup, splitPaths } from '../funnel/fold/split-paths.ts'
import type { CellState } from '../privacy/suppress.ts'
import type { Stalls } from './fold/fold-stalls.ts'

const SUPPRESSED = { state: 'suppressed', units: null, stuck: null, rate: null, left: null } as const

/** A rate is null where nobody took enough steps (T-15). */
function count({ reached }: Stalls, members: Iterable<number>, left: number | null): Omit<StallGroup, 'key' | 'role'> {
  let [units, stuck] = [0, 0]
  for (const unit of members) {
    units++
    if (reached[unit] === 2) stuck++
  }
  return { state: 'value', units, stuck, rate: units === 0 ? null : stuck / units, left }
}

/** Groups of few people come last and by name: neither their number nor their order tells how many they are. */
function formatGated(stalls: Stalls, groups: readonly PathGroup[], gate: GateOptions): StallGroup[] {
  const states: CellState[][] = gateGroups(
    stalls,
    groups.map(({ members }) => members),
    gate,
  )
  const formatted = groups.map(({ key, role, members }, i): StallGroup => {
    const [units, stuck] = states[i]!
    if (units !== 'value') return { key: [...key], role, ...SUPPRESSED }
    const counted = count(stalls, members, null)
    return { key: [...key], role, ...counted, ...(stuck === 'value' ? {} : { stuck: null, rate: null }) }
  })
  const hidden = formatted.filter(({ state }) => state !== 'value')
  hidden.sort((a, b) => (String(a.key) < String(b.key) ? -1 : 1))
  return [...formatted.filter(({ state }) => state === 'value'), ...hidden]
}

/** The whole, then its groups. `gate` where the breakdown tells something about people. Pure. */
export function formatStalls(
  stalls: Stalls,
  keys: readonly Key[],
  { breakdown, limit }: Pick<StallQuery, 'breakdown' | 'limit'>,
  gate: GateOptions | null,
): StallGroup[] {
  const everyone = stalls.reached.subarray(0, stalls.length).keys()
  const whole: StallGroup = { key: [], role: 'all', ...count(stalls, everyone, stalls.left) }
  if (breakdown.length === 0) return [whole]
  // What is hidden must not depend on how many groups are asked for: all are judged, each alone.
  if (gate !== null)
    return [whole, ...formatGated(stalls, splitPaths(stalls, keys, Number.POSITIVE_INFINITY), gate).slice(0, limit)]
  const groups = splitPaths(stalls, keys, limit)
  return [whole, ...groups.map(({ key, role, members }) => ({ key: [...key], role, ...count(stalls, members, null) }))]
}
