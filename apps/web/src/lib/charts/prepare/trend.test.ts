import { expect, test } from 'vitest'
import { makeResult } from './fixture.ts'
import { comparableTotal, type Trend, trendOf } from './trend.ts'

const cases: [number | null, number | null, 'higher' | 'lower' | 'neither', Trend | null][] = [
  [null, 1, 'higher', null],
  [1, null, 'higher', null],
  [110, 100, 'higher', { direction: 'up', tone: 'good', change: 0.1 }],
  [110, 100, 'lower', { direction: 'up', tone: 'bad', change: 0.1 }],
  [50, 100, 'lower', { direction: 'down', tone: 'good', change: -0.5 }],
  [50, 100, 'neither', { direction: 'down', tone: 'neutral', change: -0.5 }],
  [100, 100, 'higher', { direction: 'flat', tone: 'neutral', change: 0 }],
  [0, 0, 'higher', { direction: 'flat', tone: 'neutral', change: 0 }],
  [5, 0, 'lower', { direction: 'up', tone: 'bad', change: null }],
  [-5, -10, 'higher', { direction: 'up', tone: 'good', change: 0.5 }],
]

test.each(cases)('%s after %s, better %s', (current, previous, better, expected) => {
  expect(trendOf(current, previous, better)).toEqual(expected)
})

test('half a period is no comparison', () => {
  const before = (from: number | null) => {
    const { groups } = makeResult([{ values: [], total: 7 }])
    const coverage = from === null ? null : { from, to: 300 }
    return {
      comparison: { compare: 'previous' as const, range: { from: 100, to: 200 }, buckets: [], coverage, groups },
    }
  }
  expect(comparableTotal(before(100))).toBe(7)
  expect(comparableTotal(before(101))).toBeNull()
  expect(comparableTotal(before(null))).toBeNull()
  expect(comparableTotal({})).toBeNull()
})
