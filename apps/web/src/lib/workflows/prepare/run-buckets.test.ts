import { RUN_BUCKETS, SLI_WINDOWS } from '@tidemark/contracts'
import { expect, test } from 'vitest'
import { fitsWindow, readBucket } from './run-buckets.ts'

test('a window offers the buckets that draw it well [UI-12]', () => {
  const offered = SLI_WINDOWS.map((window) => RUN_BUCKETS.filter((bucket) => fitsWindow(bucket, window)))
  expect(offered).toEqual([
    ['1m', '5m', '1h'],
    ['5m', '1h', '1d'],
    ['1h', '1d'],
  ])
})

test('an address is read leniently', () => {
  expect([readBucket('1m', '1d'), readBucket('1m', '30d'), readBucket(null, '7d')]).toEqual(['1m', '1d', '1h'])
})
