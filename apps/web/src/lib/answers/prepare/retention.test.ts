import type { CohortGroup, CohortResult } from '@tidemark/contracts'
import { expect, test } from 'vitest'
import { cellText, cohortRange, prepareRetention, retentionRows } from './retention.ts'

const value = (returned: number, rate: number | null) => ({ state: 'value' as const, returned, rate })
const none = { state: 'none' as const, returned: null, rate: null }
const hidden = { state: 'suppressed' as const, returned: null, rate: null }
const group = {
  rows: [
    { state: 'value', size: 40, cells: [value(40, 1), value(10, 0.25), hidden] },
    { state: 'value', size: 20, cells: [value(20, 1), value(3, 0.15), none] },
    { state: 'value', size: 0, cells: [value(0, null), none, none] },
  ],
} as unknown as CohortGroup
const result = {
  period: 'week',
  cohorts: ['2026-03-02', '2026-03-09', '2026-03-16'].map((date, i) => ({ date, from: 0, to: 1, open: i === 2 })),
} as unknown as CohortResult

test('a triangle: rates, kept back, empty cohorts and periods that have not begun differ', () => {
  const rows = prepareRetention(result, group)
  expect(rows.map(({ date, size, cells }) => [date, size, ...cells.map(cellText)])).toEqual([
    ['2026-03-02', 40, '100\u202f%', '25\u202f%', '·'],
    ['2026-03-09', 20, '100\u202f%', '15\u202f%', ''],
    ['2026-03-16', 0, '–', '', ''],
  ])
})

test('the running period is open in every cohort', () => {
  expect(prepareRetention(result, group).map(({ cells }) => cells.findIndex(({ open }) => open))).toEqual([2, 1, 0])
})

test.each([
  ['day', 7],
  ['week', 49],
  ['month', 217],
] as const)('cohorts by %s reach %s days back', (period, days) => {
  expect(cohortRange({ from: 0, to: 400 * 86_400_000 }, period).from).toBe((400 - days) * 86_400_000)
})

test('a file has counts and rates', () => {
  const [head, first] = retentionRows(result, prepareRetention(result, group))
  expect(head?.slice(0, 5)).toEqual(['cohort', 'state', 'size', 'week_0', 'week_0_rate'])
  expect(first).toEqual(['2026-03-02', 'value', 40, 40, 1, 10, 0.25, null, null])
})
