import type { CohortCell, CohortGroup, CohortRow } from '@tidemark/contracts'
import type { CohortCounts, CohortPlan } from './fold/cohort-fold.ts'
import type { CohortGate } from './fold/gate.ts'

/** The parts of the split that are told together. */
export interface PartGroup {
  readonly key: readonly (string | null)[]
  readonly role: CohortGroup['role']
  readonly parts: readonly number[]
}

/** What decides how counts are told. */
export interface Telling {
  readonly plan: CohortPlan
  readonly counts: CohortCounts
  /** periods that are over; those begun later are open */
  readonly closed: number
  /** periods that have begun */
  readonly begun: number
  /** null: everything is told */
  readonly gate: CohortGate | null
}

const NONE: CohortCell = { state: 'none', returned: null, rate: null }
const SUPPRESSED: CohortCell = { state: 'suppressed', returned: null, rate: null }

/** Actors of some parts in a cohort. Pure. */
export const sizeOf = ({ plan, counts }: Telling, parts: readonly number[], cohort: number): number =>
  parts.reduce((sum, part) => sum + counts.sizes[part * plan.cohorts + cohort]!, 0)

function cellOf(telling: Telling, parts: readonly number[], cohort: number, since: number): CohortCell {
  const { plan, counts, begun, closed, gate } = telling
  const period = cohort + since
  if (period >= begun || (gate !== null && period >= closed)) return NONE
  if (gate !== null && !gate.tellsReturns(cohort, since)) return SUPPRESSED
  const size = sizeOf(telling, parts, cohort)
  const at = (part: number) => (part * plan.cohorts + cohort) * plan.followed + since
  const returned = parts.reduce((sum, part) => sum + counts.returned[at(part)]!, 0)
  return { state: 'value', returned, rate: size === 0 ? null : returned / size }
}

function rowOf(telling: Telling, parts: readonly number[], cohort: number): CohortRow {
  const { plan, gate, closed } = telling
  const all = (cell: CohortCell) => Array.from({ length: plan.followed }, () => cell)
  if (gate !== null && cohort >= closed) return { state: 'none', size: null, cells: all(NONE) }
  if (gate !== null && !gate.tellsSize(cohort, parts)) {
    const cells = all(SUPPRESSED).map((cell, since) => (cohort + since >= closed ? NONE : cell))
    return { state: 'suppressed', size: null, cells }
  }
  return {
    state: 'value',
    size: sizeOf(telling, parts, cohort),
    cells: Array.from({ length: plan.followed }, (_, since) => cellOf(telling, parts, cohort, since)),
  }
}

/** Cohorts weigh by their size: the mean of their rates would be another number (T-03). */
function pool(rows: readonly CohortRow[], { plan, closed }: Telling): CohortGroup['pooled'] {
  return Array.from({ length: plan.followed }, (_, since) => {
    let size = 0
    let returned = 0
    for (const [cohort, row] of rows.entries()) {
      const cell = row.cells[since]
      if (cell?.returned == null || row.size === null || cohort + since >= closed) continue
      size += row.size
      returned += cell.returned
    }
    return { size, returned, rate: size === 0 ? null : returned / size }
  })
}

/** One group's table. Pure. */
export function formatGroup(telling: Telling, { key, role, parts }: PartGroup): CohortGroup {
  const rows = Array.from({ length: telling.plan.cohorts }, (_, cohort) => rowOf(telling, parts, cohort))
  return { key: [...key], role, rows, pooled: pool(rows, telling) }
}

const told = (group: CohortGroup): number => group.rows.reduce((sum, { size }) => sum + (size ?? 0), 0)
const nameOf = (key: readonly (string | null)[]): string => JSON.stringify(key)

/** The groups of a breakdown, those of most actors told first, and everybody else as one. Pure. */
export function formatGroups(telling: Telling, groups: readonly PartGroup[], limit: number): CohortGroup[] {
  const formatted = groups
    .map((group) => ({ group, table: formatGroup(telling, group) }))
    .sort((a, b) => told(b.table) - told(a.table) || (nameOf(a.group.key) < nameOf(b.group.key) ? -1 : 1))
  const shown = formatted.slice(0, limit).map(({ table }) => table)
  const rest = formatted.slice(limit).flatMap(({ group }) => group.parts)
  return rest.length === 0
    ? shown
    : [...shown, formatGroup(telling, { key: groups[0]!.key.map(() => null), role: 'other', parts: rest })]
}
