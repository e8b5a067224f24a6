import { expect, test } from 'vitest'
import { bucketChoices, perBucket } from './buckets.ts'

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

test.each([
  ['1m', 'minute'],
  ['15m', '15 minutes'],
  ['1h', 'hour'],
  ['2d', '2 days'],
  ['1w', 'week'],
] as const)('numbers by %s are per %s', (bucket, name) => expect(perBucket(bucket)).toBe(name))
