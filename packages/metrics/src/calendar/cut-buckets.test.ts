import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseBucketSize } from './bucket-size.ts'
import { createCalendar } from './calendar.ts'
import { cutBuckets } from './cut-buckets.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Local starts of the buckets of a local day, with their offsets, and the hours each is long. */
function show(timeZone: string, size: string, date: string): string[] {
  const calendar = createCalendar({ timeZone, weekStart: 1 })
  const from = calendar.startOfDate(date)
  const edges = cutBuckets(calendar, parseBucketSize(size), { from, to: calendar.nextBucket('1d', from) })
  return edges.slice(0, -1).map((start, i) => {
    const [{ offset } = { offset: 0 }] = calendar.offsets(start, start)
    const local = new Date(start + offset).toISOString().slice(11, 16)
    return `${local}${offset < 0 ? '-' : '+'}${Math.abs(offset) / HOUR} ${(edges[i + 1]! - start) / HOUR}h`
  })
}

describe('hours are those of the local clock; one that is lived through twice is two buckets', () => {
  test.each([
    ['Europe/Berlin', '6h', '2025-03-30', ['00:00+1 5h', '06:00+2 6h', '12:00+2 6h', '18:00+2 6h']],
    ['Europe/Berlin', '6h', '2025-10-26', ['00:00+2 7h', '06:00+1 6h', '12:00+1 6h', '18:00+1 6h']],
    ['Europe/Berlin', '12h', '2025-03-30', ['00:00+1 11h', '12:00+2 12h']],
    ['Asia/Kathmandu', '12h', '2026-03-10', ['00:00+5.75 12h', '12:00+5.75 12h']],
    ['Australia/Lord_Howe', '12h', '2025-04-06', ['00:00+11 12.5h', '12:00+10.5 12h']],
    ['UTC', '24h', '2026-03-10', ['00:00+0 24h']],
  ])('%s by %s on %s [T-10 T-11]', (zone, size, date, expected) => expect(show(zone, size, date)).toEqual(expected))

  test.each([
    ['Europe/Berlin', '2025-03-30', '1h', 23, ['01:00+1 1h', '03:00+2 1h', '04:00+2 1h']],
    ['Europe/Berlin', '2025-10-26', '1h', 25, ['01:00+2 1h', '02:00+2 1h', '02:00+1 1h']],
    ['Europe/Berlin', '2025-10-26', '2h', 13, ['02:00+2 1h', '02:00+1 2h', '04:00+1 2h']],
    ['Australia/Lord_Howe', '2025-04-06', '30m', 49, ['00:30+11 0.5h', '01:00+11 0.5h', '01:30+11 0.5h']],
    ['Australia/Lord_Howe', '2025-04-06', '1h', 25, ['01:00+11 1h', '01:30+10.5 0.5h', '02:00+10.5 1h']],
    ['Australia/Lord_Howe', '2025-10-05', '1h', 24, ['01:00+10.5 1h', '02:30+11 0.5h', '03:00+11 1h']],
    ['Asia/Tehran', '2026-03-10', '1h', 24, ['00:00+3.5 1h', '01:00+3.5 1h', '02:00+3.5 1h']],
    ['America/New_York', '2025-11-02', '15m', 100, ['01:00-4 0.25h', '01:15-4 0.25h', '01:30-4 0.25h']],
  ])('%s on %s has by %s %d buckets, among them %j [T-10 T-11]', (zone, date, size, n, some) => {
    const buckets = show(zone, size, date)
    expect(buckets).toHaveLength(n)
    const at = buckets.indexOf(some[0]!)
    expect(buckets.slice(at, at + some.length)).toEqual(some)
  })
})

test('several days are counted from 1970-01-01, whatever the range; a date that never happened is none [T-10]', () => {
  const calendar = createCalendar({ timeZone: 'Pacific/Apia', weekStart: 0 })
  const dates = (from: string, to: string) =>
    cutBuckets(calendar, parseBucketSize('2d'), { from: Date.parse(from), to: Date.parse(to) }).map(
      calendar.localDate,
      calendar,
    )
  expect(dates('2011-12-29T00:00:00Z', '2012-01-03T00:00:00Z')).toEqual([
    '2011-12-28',
    '2011-12-31',
    '2012-01-01',
    '2012-01-03',
    '2012-01-05',
  ])
  expect(dates('2012-01-01T12:00:00Z', '2012-01-01T13:00:00Z')).toEqual(['2012-01-01', '2012-01-03'])
})

test('weeks begin on the day of the project in any zone [T-12]', () => {
  const week = (weekStart: number) => {
    const calendar = createCalendar({ timeZone: 'Asia/Kathmandu', weekStart })
    const at = Date.parse('2024-12-30T12:00:00Z')
    return cutBuckets(calendar, parseBucketSize('1w'), { from: at, to: at + 1 }).map(calendar.localDate, calendar)
  }
  expect(week(1)).toEqual(['2024-12-30', '2025-01-06'])
  expect(week(0)).toEqual(['2024-12-29', '2025-01-05'])
  expect(week(6)).toEqual(['2024-12-28', '2025-01-04'])
})

describe('what stored rows cannot answer exactly is refused', () => {
  test.each(['7m', '50m', '5h', '25h', '1441m', '8d', '2w', '0m', '1.5h', '-2m', '1s', 'h', '', '01m', '1e3m'])(
    'buckets of "%s"',
    (size) => expect(() => parseBucketSize(size)).toThrow(RangeError),
  )
  test.each(['1m', '1h', '1d', '2d', '1w'])('%s of a zone that was off by seconds [T-11]', (size) => {
    const calendar = createCalendar({ timeZone: 'Europe/Amsterdam', weekStart: 1 })
    const from = Date.parse('1890-06-01T00:00:00Z')
    expect(() => cutBuckets(calendar, parseBucketSize(size), { from, to: from + DAY })).toThrow('ask in UTC')
  })
})

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Africa/Cairo',
  'Pacific/Apia',
  'America/Sao_Paulo',
]
const SIZES = ['1m', '2m', '5m', '15m', '45m', '90m', '1h', '2h', '6h', '12h', '1d', '2d', '3d', '7d', '1w']

test('buckets of any size in any zone tile the range, on whole minutes, the same ones for every range', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      fc.constantFrom(...SIZES),
      fc.integer({ min: Date.parse('2008-01-01') / 60_000, max: Date.parse('2026-12-31') / 60_000 }),
      fc.integer({ min: 1, max: 4000 }),
      (timeZone, size, minute, length) => {
        const calendar = createCalendar({ timeZone, weekStart: 1 })
        const range = { from: minute * 60_000, to: (minute + length) * 60_000 }
        const edges = cutBuckets(calendar, parseBucketSize(size), range)
        expect(edges[0]).toBeLessThanOrEqual(range.from)
        expect(edges[1]).toBeGreaterThan(range.from)
        expect(edges.at(-1)).toBeGreaterThanOrEqual(range.to)
        expect(edges.at(-2)).toBeLessThan(range.to)
        for (let i = 1; i < edges.length; i++) expect(edges[i]).toBeGreaterThan(edges[i - 1]!)
        for (const edge of edges) expect(edge % 60_000).toBe(0)
        // The buckets do not depend on the range that is asked for.
        const one = cutBuckets(calendar, parseBucketSize(size), { from: range.from, to: range.from + 60_000 })
        expect(one[0]).toBe(edges[0])
      },
    ),
    { numRuns: 300 },
  )
})
