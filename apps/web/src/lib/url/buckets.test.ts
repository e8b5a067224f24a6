import { expect, test } from 'vitest'
import { bucketChoices } from './buckets.ts'

const HOUR = 3_600_000
test.each([
  [HOUR / 4, ['1m', '5m']],
  [HOUR, ['1m', '5m', '1h']],
  [24 * HOUR, ['1m', '5m', '1h', '1d']],
  [6 * 24 * HOUR, ['5m', '1h', '1d']],
  [365 * 24 * HOUR, ['1d', '1w']],
])('%d ms', (length, grains) => {
  expect(bucketChoices(length)).toEqual(grains)
})
