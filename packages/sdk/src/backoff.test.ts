import { expect, test } from 'vitest'
import { readRetryAfter, waitBeforeRetry } from './backoff.ts'

test.each([
  ['first failure', 1, 1, 0, 500],
  ['grows', 4, 1, 0, 4_000],
  ['is capped', 50, 1, 0, 30_000],
  ['full jitter reaches zero', 4, 0, 0, 0],
  ['never sooner than asked', 1, 0, 20_000, 20_000],
  ['spread after what was asked', 10, 0.5, 20_000, 30_000],
])('wait: %s', (_name, attempt, random, retryAfterMs, expected) => {
  expect(waitBeforeRetry(attempt, random, retryAfterMs)).toBe(expected)
})

const NOW = Date.UTC(2026, 0, 1)
test.each([
  [null, 0],
  ['7', 7_000],
  [' 7 ', 7_000],
  ['-1', 0],
  ['soon', 0],
  ['Thu, 01 Jan 2026 00:00:09 GMT', 9_000],
  ['Thu, 01 Jan 2025 00:00:09 GMT', 0],
  ['999999999999', 300_000],
])('Retry-After %s is %i ms', (header, expected) => {
  expect(readRetryAfter(header, NOW)).toBe(expected)
})
