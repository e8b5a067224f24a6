import { expect, test } from 'vitest'
import { makeResult } from './fixture.ts'
import { prepareTable } from './table.ts'

const result = makeResult([
  { values: [], role: 'other', total: 10 },
  { values: [], role: 'group', key: ['a'], total: 20, totalSamples: 2 },
  { values: [], role: 'group', key: [null], total: null },
  { values: [], role: 'all', total: 100 },
  { values: [], role: 'group', key: ['b'], total: 70 },
])

test('largest first, unknown after them, other and all at the end', () => {
  const rows = prepareTable(result, 'count', 1)
  expect(rows.map((row) => row.values[0])).toEqual(['b', 'a', '(not set)', 'Other', 'All'])
  expect(rows.map((row) => row.share)).toEqual([0.7, 0.2, 0, 0.1, null])
})

test('shares are only told where totals add up', () => {
  expect(prepareTable(result, 'distinct', 1).every((row) => row.share === null)).toBe(true)
  expect(prepareTable(result, 'distribution', 1).every((row) => row.share === null)).toBe(true)
})
