import type { CellState } from '../../privacy/suppress.ts'
import { suppress } from '../../privacy/suppress.ts'
import type { Crossings } from './paths.ts'

export interface GateOptions {
  /** fewest people, and fewest of the other subject, that may be told of */
  readonly k: number
  /** whether paths are of sessions, behind which fewer people may be */
  readonly bySession: boolean
  /** the local day of an entry */
  dayOf(entry: number): number
}

type Members = readonly number[]

/**
 * States of every group's steps where a breakdown tells something about people. The smallest thing told is what one group
 * did on one day, so that no two ranges differ by less: a group is told when on each day it is nobody or at least k people
 * and sessions; as the total is known, groups are hidden with it until those hidden are safe together; a step is told for
 * all groups or none, and only where those who took it and those who left since the step told before are nobody or at least
 * k in each group and day. Pure.
 */
export function gateGroups(paths: Crossings, groups: readonly Int32Array[], options: GateOptions): CellState[][] {
  const { k, bySession } = options
  const isCrowd = (members: Members): boolean => {
    if (members.length === 0) return true
    if (members.length < k) return false
    return !bySession || new Set(members.map((path) => paths.other[path])).size >= k
  }
  const days = groups.map((members) => groupByDay(paths, members, options))
  const isSafeTogether = (cells: readonly number[]): boolean =>
    everyDay(
      cells.map((cell) => days[cell]!),
      isCrowd,
    )
  const order = groups.map((_, i) => i)
  const hidden = suppress(order, {
    isEmpty: (cell) => groups[cell]!.length === 0,
    isSafe: isSafeTogether,
    size: (cell) => groups[cell]!.length,
  })
  const rest = order.filter((cell) => hidden[cell])
  const blocks = [...order.filter((cell) => !hidden[cell]).map((cell) => [cell]), rest]
  const steps = tellSteps(paths, (chosen) =>
    blocks.every((block) =>
      everyDay(
        block.map((cell) => days[cell]!),
        (members) => isCrowd(members.filter((path) => chosen(paths.reached[path]!))),
      ),
    ),
  )
  return order.map((cell) => steps.map((told) => (told && !hidden[cell] ? 'value' : 'suppressed')))
}

function groupByDay({ entry }: Crossings, members: Int32Array, { dayOf }: GateOptions): Map<number, number[]> {
  const days = new Map<number, number[]>()
  for (const path of members) {
    const day = dayOf(entry[path]!)
    const own = days.get(day)
    if (own === undefined) days.set(day, [path])
    else own.push(path)
  }
  return days
}

/** Whether on each day the members of some groups together are as asked. */
function everyDay(cells: readonly ReadonlyMap<number, Members>[], isFine: (members: Members) => boolean): boolean {
  const days = new Set(cells.flatMap((cell) => [...cell.keys()]))
  return [...days].every((day) => isFine(cells.flatMap((cell) => cell.get(day) ?? [])))
}

/** Which steps may be told, when `isSafe` judges the paths whose depth is chosen. */
function tellSteps({ steps }: Crossings, isSafe: (chosen: (depth: number) => boolean) => boolean): boolean[] {
  let last = 0
  return Array.from({ length: steps }, (_, step) => {
    const took = (depth: number) => depth > step
    const left = (depth: number) => depth > last && depth <= step
    if (!isSafe(took) || (step > 0 && !isSafe(left))) return false
    last = step
    return true
  })
}
