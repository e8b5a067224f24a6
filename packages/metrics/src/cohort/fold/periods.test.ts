import { describe, expect, test } from 'vitest'
import { dateOfDay, dayNumber } from '../../unit-day/fold/day-number.ts'
import { listPeriods, nextPeriod, periodStart, placeDays } from './periods.ts'

test.each([
  ['day', 0, '2026-03-29', '2026-03-29', '2026-03-30'],
  ['week', 0, '2026-03-29', '2026-03-29', '2026-04-05'],
  ['week', 1, '2026-03-29', '2026-03-23', '2026-03-30'],
  // ISO week 1 of 2025.
  ['week', 1, '2025-01-01', '2024-12-30', '2025-01-06'],
  ['week', 6, '1969-12-31', '1969-12-27', '1970-01-03'],
  ['month', 0, '2024-02-29', '2024-02-01', '2024-03-01'],
  ['month', 0, '2025-12-31', '2025-12-01', '2026-01-01'],
] as const)('%s beginning on weekday %i: %s lies in %s to %s [T-12]', (period, weekStart, date, start, next) => {
  const first = periodStart(period, weekStart, dayNumber(date))
  expect([dateOfDay(first), dateOfDay(nextPeriod(period, first))]).toEqual([start, next])
})

describe('periods of a range', () => {
  test.each(['day', 'week', 'month'] as const)('%ss tile it, each day in one', (period) => {
    const from = dayNumber('2025-11-12')
    const to = dayNumber('2026-04-03')
    const periods = listPeriods(period, 3, from, to)
    expect(periods.starts[0]).toBeLessThanOrEqual(from)
    expect(periods.starts.at(-1)).toBeGreaterThan(to)
    expect(periods.starts.at(-2)).toBeLessThanOrEqual(to)
    const places = placeDays(periods)
    for (let day = from; day <= to; day++)
      expect(periods.starts[places[day - periods.starts[0]!]!]).toBe(periodStart(period, 3, day))
  })
})
