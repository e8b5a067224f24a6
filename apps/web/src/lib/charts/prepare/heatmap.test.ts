import { expect, test } from 'vitest'
import { makeResult } from './fixture.ts'
import { heatBucket, labelEvery, prepareHeat } from './heatmap.ts'

const HOUR = 3_600_000

test.each([
  [0.25, '1m'],
  [1, '5m'],
  [6, '15m'],
  [24.5, '1h'],
  [7 * 24, '6h'],
  [30 * 24, '1d'],
  [90 * 24, '1w'],
] as const)('%s hours are cut into %s', (hours, bucket) => {
  expect(heatBucket({ from: 0, to: hours * HOUR })).toBe(bucket)
})

test('rows by falling total, "other" last; nothing measured is not a zero, and kept back is neither', () => {
  const rows = prepareHeat(
    makeResult(
      [
        { role: 'all', values: [9, 9, 9], total: 27 },
        { role: 'other', values: [0, 1, 2], total: 3 },
        { role: 'group', key: ['gate'], values: [1, null, 0], total: 1 },
        { role: 'group', key: [null], values: [4, null, 2], states: ['value', 'suppressed', 'value'], total: 6 },
      ],
      { openFrom: 2 },
    ),
  )
  expect(rows.map(({ label, cells }) => [label, ...cells.map(({ share, state }) => share ?? state)])).toEqual([
    ['(not set)', 1, 'suppressed', 0.55],
    ['gate', 0.325, 'none', 0.1],
    ['Other', 0.1, 0.325, 0.55],
  ])
  expect(rows[0]?.cells.map(({ open }) => open)).toEqual([false, false, true])
})

test('without a breakdown the whole is the only row', () => {
  expect(prepareHeat(makeResult([{ role: 'all', values: [0], total: 0 }])).map(({ label }) => label)).toEqual(['All'])
})

test.each([
  [4, 1],
  [24, 3],
  [28, 4],
])('%s buckets are labelled every %s', (buckets, every) => {
  expect(labelEvery(buckets)).toBe(every)
})
