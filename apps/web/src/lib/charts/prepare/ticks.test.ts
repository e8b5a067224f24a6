import { expect, test } from 'vitest'
import { timeTicks } from './ticks.ts'

const labels = (from: string, to: string, zone = 'UTC', count = 6) =>
  timeTicks(Date.parse(from), Date.parse(to), zone, count, 'en-GB').map((tick) => tick.label)

test('an hour by ten minutes', () => {
  expect(labels('2026-03-10T11:35Z', '2026-03-10T12:35Z')).toEqual([
    '11:40',
    '11:50',
    '12:00',
    '12:10',
    '12:20',
    '12:30',
  ])
})

test('midnight is named by its date, in the zone of the project', () => {
  const day = labels('2026-03-09T12:00Z', '2026-03-10T12:00Z', 'Asia/Kolkata')
  expect(day).toEqual(['18:00', '10 Mar', '06:00', '12:00'])
})

test('hours stay on round clock times when the clock changes', () => {
  const hours = labels('2026-03-28T23:00Z', '2026-03-29T21:59Z', 'Europe/Berlin')
  expect(hours).toEqual(['29 Mar', '06:00', '12:00', '18:00'])
})

test('a week on a narrow chart', () => {
  expect(labels('2026-11-14T09:00Z', '2026-11-21T09:40Z', 'UTC', 3)).toEqual(['17 Nov', '20 Nov'])
})

test('months and years', () => {
  expect(labels('2010-12-01T00:00Z', '2011-05-01T00:00Z')).toEqual(['Dec', '2011', 'Feb', 'Mar', 'Apr', 'May'])
  expect(labels('2001-01-01T00:00Z', '2026-01-01T00:00Z')).toEqual(['2005', '2010', '2015', '2020', '2025'])
})

test.each([1, 3, 6, 12])('at most %d and one ticks', (count) => {
  for (const hours of [0.2, 1, 5, 23, 24 * 6, 24 * 31, 24 * 400, 24 * 365 * 30]) {
    const to = Date.UTC(2026, 5, 1)
    const ticks = timeTicks(to - hours * 3_600_000, to, 'Europe/London', count)
    expect(ticks.length).toBeLessThanOrEqual(count + 1)
    expect(new Set(ticks.map((tick) => tick.t)).size).toBe(ticks.length)
  }
})
