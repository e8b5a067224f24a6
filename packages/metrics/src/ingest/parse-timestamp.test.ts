import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseTimestamp } from './parse-timestamp.ts'

test.each([
  ['2026-01-31T08:00:00.000Z', Date.UTC(2026, 0, 31, 8)],
  ['2026-01-31T08:00:00Z', Date.UTC(2026, 0, 31, 8)],
  ['2026-01-31t08:00:00.1239z', Date.UTC(2026, 0, 31, 8, 0, 0, 123)],
  ['2026-01-31T08:00:00+05:45', Date.UTC(2026, 0, 31, 2, 15)],
  ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
  ['9999-12-31T23:59:59Z', Date.UTC(9999, 11, 31, 23, 59, 59)],
])('%s is an instant', (text, ms) => expect(parseTimestamp(text)).toBe(ms))

test.each([
  '2026-02-30T00:00:00Z',
  '2026-02-29T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '+010000-01-01T00:00:00Z',
  '-271821-04-20T00:00:00Z',
  '2024-12-31T23:59:60Z',
  '2026-01-31T24:00:00Z',
  '2026-01-31T08:00:00',
  '2026-01-31',
  '1',
  'infinity',
  '',
  1_700_000_000_000,
  null,
  {},
])('%j is not', (value) => expect(parseTimestamp(value)).toBeNull())

test('agrees with Date on every instant it prints', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true }),
      (date) => {
        expect(parseTimestamp(date.toISOString())).toBe(date.getTime())
      },
    ),
  )
})
