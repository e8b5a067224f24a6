import type { WorkflowBreakdown } from '@tidemark/contracts'

export type WorkflowRow = WorkflowBreakdown['workflows'][number]

const SORT_KEYS = ['workflowId', 'runs', 'failed', 'successPct', 'p50Ms', 'p95Ms', 'errorBudgetBurnPct'] as const
export type SortKey = (typeof SORT_KEYS)[number]

export interface Sort {
  readonly key: SortKey
  readonly direction: 'ascending' | 'descending'
}

/** Where to look first: most failures on top. */
export const DEFAULT_SORT: Sort = { key: 'failed', direction: 'descending' }

/** Names and success rates start with the lowest, everything else with the highest. */
const firstDirection = (key: SortKey): Sort['direction'] =>
  key === 'workflowId' || key === 'successPct' ? 'ascending' : 'descending'

/** Reads `p95Ms` or `-p95Ms` (descending) from an address; anything else is the default. */
export const readSort = (text: string | null): Sort => {
  const key = SORT_KEYS.find((known) => known === text?.replace(/^-/, ''))
  if (text === null || key === undefined) return DEFAULT_SORT
  return { key, direction: text.startsWith('-') ? 'descending' : 'ascending' }
}

/** As it stands in an address; null for the default. */
export const writeSort = ({ key, direction }: Sort): string | null => {
  if (key === DEFAULT_SORT.key && direction === DEFAULT_SORT.direction) return null
  return direction === 'descending' ? `-${key}` : key
}

/** The order after a column was chosen: the same one turns around. */
export const nextSort = (sort: Sort, key: SortKey): Sort =>
  sort.key === key
    ? { key, direction: sort.direction === 'ascending' ? 'descending' : 'ascending' }
    : { key, direction: firstDirection(key) }

const compare = (a: WorkflowRow, b: WorkflowRow, { key, direction }: Sort): number => {
  const sign = direction === 'ascending' ? 1 : -1
  if (key === 'workflowId') return sign * a.workflowId.localeCompare(b.workflowId)
  const [x, y] = [a[key], b[key]]
  // what is not known stays at the end, whichever way
  if (x === null || y === null) return Number(x === null) - Number(y === null)
  return sign * (x - y)
}

/** The rows in an order; equal ones by their failures, then runs, then name. */
export const sortWorkflows = (rows: readonly WorkflowRow[], sort: Sort): WorkflowRow[] =>
  rows.toSorted(
    (a, b) => compare(a, b, sort) || b.failed - a.failed || b.runs - a.runs || (a.workflowId < b.workflowId ? -1 : 1),
  )
