import { expect, test } from 'vitest'
import { formatAge, formatBucket, formatBucketShort, formatInstant } from './time.ts'

const at = Date.UTC(2010, 11, 1, 23, 30)

test('an instant is shown in the zone, not in the machine’s', () => {
  expect(formatInstant(at, 'UTC', 'minute', 'en-GB')).toBe('1 Dec 2010, 23:30')
  expect(formatInstant(at, 'Asia/Tokyo', 'minute', 'en-GB')).toBe('2 Dec 2010, 08:30')
})

test.each([
  ['1d', 'Wed, 1 Dec 2010'],
  ['1w', 'week of 1 Dec 2010'],
  ['1h', 'Wed, 1 Dec 2010, 23:30'],
] as const)('a bucket of %s is named %s', (bucket, text) => {
  expect(formatBucket(at, bucket, 'UTC', 'en-GB')).toBe(text)
})

test.each([
  ['1d', 'Wed, 1 Dec 2010'],
  ['1h', '1 Dec, 23:30'],
] as const)('in short, a bucket of %s is named %s', (bucket, text) => {
  expect(formatBucketShort(at, bucket, 'UTC', 'en-GB')).toBe(text)
})

test.each([
  [-5, '0 s'],
  [999, '0 s'],
  [1000, '1 s'],
  [89_000, '89 s'],
  [180_000, '3 min'],
  [7_200_000, '2 h'],
  [259_200_000, '3 d'],
])('%d ms is %s', (ms, text) => {
  expect(formatAge(ms)).toBe(text)
})
