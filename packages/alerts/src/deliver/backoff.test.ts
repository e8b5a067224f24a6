import { describe, expect, it, test } from 'vitest'
import { ATTEMPTS_MAX, nextWait } from './backoff.ts'

const HOUR = 3_600_000

describe('nextWait', () => {
  const cases: { name: string; attempt: number; afterMs?: number; random: number; wait: number | null }[] = [
    { name: 'the first failure is tried again at once', attempt: 1, random: 0, wait: 5_000 },
    { name: 'jitter only makes it longer', attempt: 1, random: 0.5, wait: 5_250 },
    { name: 'second', attempt: 2, random: 0, wait: 30_000 },
    { name: 'third', attempt: 3, random: 0, wait: 300_000 },
    { name: 'fourth', attempt: 4, random: 0, wait: HOUR / 2 },
    { name: 'fifth', attempt: 5, random: 0, wait: 2 * HOUR },
    { name: 'sixth', attempt: 6, random: 0, wait: 5 * HOUR },
    { name: 'seventh', attempt: 7, random: 0, wait: 10 * HOUR },
    { name: 'eighth', attempt: 8, random: 0, wait: 24 * HOUR },
    { name: 'ninth', attempt: 9, random: 0, wait: 33 * HOUR },
    { name: 'the tenth was the last', attempt: 10, random: 0, wait: null },
    { name: 'a crash after the last is no new chance', attempt: 11, random: 0, wait: null },
    { name: 'a receiver may ask for more', attempt: 1, afterMs: 120_000, random: 0, wait: 120_000 },
    { name: 'but not for less', attempt: 3, afterMs: 1_000, random: 0, wait: 300_000 },
    { name: 'and gets no attempt more', attempt: 10, afterMs: 1_000, random: 0, wait: null },
  ]
  it.each(cases)('$name', ({ attempt, afterMs, random, wait }) => expect(nextWait(attempt, afterMs, random)).toBe(wait))
})

test('ten attempts cover 72 hours at least and 75 within the jitter', () => {
  const span = (random: number) =>
    Array.from({ length: ATTEMPTS_MAX - 1 }, (_, i) => nextWait(i + 1, undefined, random) ?? 0).reduce((a, b) => a + b)
  expect(ATTEMPTS_MAX).toBe(10)
  expect(span(0)).toBeGreaterThan(72 * HOUR)
  expect(Math.abs(span(0) - 75 * HOUR)).toBeLessThan(HOUR)
  expect(span(0.999)).toBeLessThanOrEqual(1.1 * 75 * HOUR)
})
