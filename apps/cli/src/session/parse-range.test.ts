import { expect, test } from 'vitest'
import { parseRange } from './parse-range.ts'

test.each([
  ['2026-01-01', '2026-01-02', 'UTC', '2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z'],
  ['2026-07-01', '2026-07-02', 'Europe/Berlin', '2026-06-30T22:00:00.000Z', '2026-07-01T22:00:00.000Z'],
  // Midnight did not exist in Santiago on that day: it began at one.
  ['2024-09-08', '2024-09-09', 'America/Santiago', '2024-09-08T04:00:00.000Z', '2024-09-09T03:00:00.000Z'],
  [
    '2026-01-01T08:00:00+02:00',
    '2026-01-01T08:00:00Z',
    'Asia/Tokyo',
    '2026-01-01T06:00:00.000Z',
    '2026-01-01T08:00:00.000Z',
  ],
])('%s to %s in %s', (from, to, zone, start, end) => {
  const range = parseRange(from, to, zone)
  expect([new Date(range.from).toISOString(), new Date(range.to).toISOString()]).toEqual([start, end])
})

test.each([
  ['yesterday', '2026-01-01', /--from needs a date/],
  ['2026-02-30', '2026-03-01', /--from needs a date/],
  ['2026-01-01', '2026-01-01T08:00', /--to needs a date/],
  ['2026-01-02', '2026-01-01', /--from must lie before --to/],
])('%s to %s is refused', (from, to, message) => {
  expect(() => parseRange(from, to, 'UTC')).toThrow(message)
})
