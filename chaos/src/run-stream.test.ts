import { expect, test } from 'vitest'
import { isBad, makeRuns } from './run-stream.ts'

const MINUTE = 60_000
const seconds = (minutes: number) => Array.from({ length: minutes * 60 }, (_, n) => n * 1000)

test('each workflow has one bad minute in seven, and few have it at the same time', () => {
  for (let n = 0; n < 16; n++) expect(seconds(7).filter((at) => isBad(n, at))).toHaveLength(60)
  for (const at of seconds(7)) {
    const bad = Array.from({ length: 16 }, (_, n) => isBad(n, at)).filter(Boolean).length
    expect(bad).toBeGreaterThanOrEqual(2)
    expect(bad).toBeLessThanOrEqual(3)
  }
})

test('a bad minute is followed by more than the five that a rule looks over', () => {
  const minutes = Array.from({ length: 14 }, (_, n) => isBad(0, n * MINUTE))
  expect(minutes.flatMap((bad, n) => (bad ? [n] : []))).toEqual([0, 7])
})

test('runs are good or bad as their workflow is', () => {
  const made = makeRuns(Date.UTC(2026, 0, 31), 30_000)
  expect(made).toHaveLength(16)
  expect(made.map(({ type }) => type)).toEqual(made.map((_, n) => (isBad(n, 30_000) ? 'run_failed' : 'run_succeeded')))
})
