import { expect, test } from 'vitest'
import { DEFAULT_SORT, nextSort, readSort, sortWorkflows, type WorkflowRow, writeSort } from './sort.ts'

const row = (workflowId: string, runs: number, failed: number, p95Ms: number | null): WorkflowRow => ({
  workflowId,
  runs,
  failed,
  successPct: runs === 0 ? null : (100 * (runs - failed)) / runs,
  p50Ms: p95Ms,
  p95Ms,
  errorBudgetBurnPct: null,
  violatesTarget: false,
  belowObjective: false,
})
const rows = [row('b', 10, 1, 300), row('a', 5, 1, 900), row('c', 0, 0, null), row('d', 8, 4, 20)]
const order = (text: string | null) => sortWorkflows(rows, readSort(text)).map(({ workflowId }) => workflowId)

test('most failures come first, unknown values last in both directions [UI-14]', () => {
  expect(order(null)).toEqual(['d', 'b', 'a', 'c'])
  expect(order('-p95Ms')).toEqual(['a', 'b', 'd', 'c'])
  expect(order('p95Ms')).toEqual(['d', 'b', 'a', 'c'])
  expect(order('successPct')).toEqual(['d', 'a', 'b', 'c'])
  expect(order('-workflowId')).toEqual(['d', 'c', 'b', 'a'])
})

test('equal rows keep a fixed order', () => {
  expect(order('-errorBudgetBurnPct')).toEqual(['d', 'b', 'a', 'c'])
})

test('choosing a column starts where it is most telling and turns around after [UI-14]', () => {
  const first = nextSort(DEFAULT_SORT, 'p95Ms')
  expect(first).toEqual({ key: 'p95Ms', direction: 'descending' })
  expect(nextSort(first, 'p95Ms')).toEqual({ key: 'p95Ms', direction: 'ascending' })
  expect(nextSort(DEFAULT_SORT, 'successPct').direction).toBe('ascending')
  expect(nextSort(DEFAULT_SORT, 'failed').direction).toBe('ascending')
})

test('an order survives the address, and a damaged one is the default', () => {
  for (const text of ['p95Ms', '-runs', 'failed']) expect(writeSort(readSort(text))).toBe(text)
  expect(writeSort(DEFAULT_SORT)).toBeNull()
  expect([readSort('nonsense'), readSort('-'), readSort('')]).toEqual([DEFAULT_SORT, DEFAULT_SORT, DEFAULT_SORT])
})
