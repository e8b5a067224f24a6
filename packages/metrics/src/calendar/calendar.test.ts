import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { createCalendar, isTimeZone } from './calendar.ts'

const HOUR = 3_600_000
const MONDAY = 1
const at = (iso: string) => Date.parse(iso)
const iso = (instant: number) => new Date(instant).toISOString().replace('.000Z', 'Z')
const calendarOf = (timeZone: string, weekStart = MONDAY) => createCalendar({ timeZone, weekStart })

describe('local days', () => {
  const cases = [
    { zone: 'Europe/Berlin', date: '2025-03-30', start: '2025-03-29T23:00:00Z', hours: 23 },
    { zone: 'Europe/Berlin', date: '2025-10-26', start: '2025-10-25T22:00:00Z', hours: 25 },
    { zone: 'Europe/Berlin', date: '2025-06-01', start: '2025-05-31T22:00:00Z', hours: 24 },
    { zone: 'America/New_York', date: '2025-03-09', start: '2025-03-09T05:00:00Z', hours: 23 },
    { zone: 'America/New_York', date: '2025-11-02', start: '2025-11-02T04:00:00Z', hours: 25 },
    { zone: 'Africa/Cairo', date: '2025-04-25', start: '2025-04-24T22:00:00Z', hours: 23 },
    { zone: 'Africa/Cairo', date: '2025-10-30', start: '2025-10-29T21:00:00Z', hours: 25 },
    { zone: 'Australia/Lord_Howe', date: '2025-04-06', start: '2025-04-05T13:00:00Z', hours: 24.5 },
    { zone: 'Australia/Lord_Howe', date: '2025-10-05', start: '2025-10-04T13:30:00Z', hours: 23.5 },
    { zone: 'America/Sao_Paulo', date: '2018-11-04', start: '2018-11-04T03:00:00Z', hours: 23 },
    { zone: 'Pacific/Apia', date: '2011-12-29', start: '2011-12-29T10:00:00Z', hours: 24 },
    { zone: 'Pacific/Apia', date: '2011-12-31', start: '2011-12-30T10:00:00Z', hours: 24 },
    { zone: 'Asia/Kathmandu', date: '2025-05-05', start: '2025-05-04T18:15:00Z', hours: 24 },
    { zone: 'Asia/Tehran', date: '2025-05-05', start: '2025-05-04T20:30:00Z', hours: 24 },
    // The clock went back at 00:01: the date began, ended and began again. It is one day, from its first instant.
    { zone: 'America/St_Johns', date: '2006-10-29', start: '2006-10-29T02:30:00Z', hours: 25 },
    // A summer time of one week.
    { zone: 'America/Recife', date: '2000-10-08', start: '2000-10-08T03:00:00Z', hours: 23 },
    { zone: 'America/Recife', date: '2000-10-14', start: '2000-10-14T02:00:00Z', hours: 25 },
    // Local mean time, -00:44:30: edges are rounded up to the five minutes that days are merged from.
    { zone: 'Africa/Monrovia', date: '1960-05-05', start: '1960-05-05T00:45:00Z', hours: 24 },
    { zone: 'UTC', date: '1969-12-31', start: '1969-12-31T00:00:00Z', hours: 24 },
  ]
  it.each(cases)('$zone $date begins $start and has $hours hours', ({ zone, date, start, hours }) => {
    const calendar = calendarOf(zone)
    const from = calendar.startOfDate(date)
    const to = calendar.nextBucket('1d', from)
    expect(iso(from)).toBe(start)
    expect((to - from) / HOUR).toBe(hours)
    for (const instant of [from, from + 1, (from + to) / 2, to - 1]) {
      expect(calendar.bucketStart('1d', instant)).toBe(from)
      expect(calendar.nextBucket('1d', instant)).toBe(to)
      expect(calendar.localDate(instant)).toBe(date)
    }
    const grain = calendar.sourceGrain(from, to)
    const parts = calendar.buckets(grain, from, to)
    expect(parts[0]).toBe(from)
    expect(calendar.nextBucket(grain, parts.at(-1)!)).toBe(to)
  })

  it('a date that never happened begins where the next does', () => {
    const calendar = calendarOf('Pacific/Apia')
    expect(calendar.startOfDate('2011-12-30')).toBe(calendar.startOfDate('2011-12-31'))
    expect(
      calendar.buckets('1d', at('2011-12-28T10:00Z'), at('2012-01-01T10:00Z')).map(calendar.localDate, calendar),
    ).toEqual(['2011-12-28', '2011-12-29', '2011-12-31', '2012-01-01'])
  })

  it.each(['2025-1-1', '2025-13-01', 'today', ''])('%j is no date', (date) => {
    expect(() => calendarOf('UTC').startOfDate(date)).toThrow(RangeError)
  })
})

describe('weeks', () => {
  const cases = [
    {
      zone: 'Europe/Berlin',
      weekStart: 1,
      instant: '2025-01-01T12:00Z',
      start: '2024-12-29T23:00:00Z',
      date: '2024-12-30',
    },
    {
      zone: 'Europe/Berlin',
      weekStart: 0,
      instant: '2025-01-01T12:00Z',
      start: '2024-12-28T23:00:00Z',
      date: '2024-12-29',
    },
    {
      zone: 'Europe/Berlin',
      weekStart: 6,
      instant: '2025-01-01T12:00Z',
      start: '2024-12-27T23:00:00Z',
      date: '2024-12-28',
    },
    {
      zone: 'Europe/Berlin',
      weekStart: 3,
      instant: '2025-01-01T12:00Z',
      start: '2024-12-31T23:00:00Z',
      date: '2025-01-01',
    },
    {
      zone: 'America/New_York',
      weekStart: 0,
      instant: '2025-03-09T04:59Z',
      start: '2025-03-02T05:00:00Z',
      date: '2025-03-02',
    },
    {
      zone: 'America/New_York',
      weekStart: 0,
      instant: '2025-03-09T05:00Z',
      start: '2025-03-09T05:00:00Z',
      date: '2025-03-09',
    },
    // The Friday on which this week should begin never happened.
    {
      zone: 'Pacific/Apia',
      weekStart: 5,
      instant: '2012-01-01T12:00Z',
      start: '2011-12-30T10:00:00Z',
      date: '2011-12-31',
    },
  ]
  it.each(cases)(
    '$zone from day $weekStart: $instant is in the week of $date',
    ({ zone, weekStart, instant, start, date }) => {
      const calendar = calendarOf(zone, weekStart)
      const week = calendar.bucketStart('1w', at(instant))
      expect(iso(week)).toBe(start)
      expect(calendar.localDate(week)).toBe(date)
      expect(calendar.bucketStart('1w', calendar.nextBucket('1w', week) - 1)).toBe(week)
    },
  )
})

describe('fixed grains', () => {
  const instant = at('2025-03-30T01:07:31.5Z')
  it.each([
    { grain: '1m', start: '2025-03-30T01:07:00Z', end: '2025-03-30T01:08:00Z' },
    { grain: '5m', start: '2025-03-30T01:05:00Z', end: '2025-03-30T01:10:00Z' },
    { grain: '1h', start: '2025-03-30T01:00:00Z', end: '2025-03-30T02:00:00Z' },
  ] as const)('$grain is aligned to UTC', ({ grain, start, end }) => {
    const calendar = calendarOf('Asia/Kathmandu')
    expect(iso(calendar.bucketStart(grain, instant))).toBe(start)
    expect(iso(calendar.nextBucket(grain, instant))).toBe(end)
    expect(calendar.bucketStart(grain, -1)).toBeLessThan(0)
  })
})

describe('ranges', () => {
  const berlin = calendarOf('Europe/Berlin')

  it('lists the buckets that a range touches', () => {
    const list = (from: string, to: string) =>
      berlin.buckets('1d', at(from), at(to)).map((start) => berlin.localDate(start))
    expect(list('2025-03-29T22:59Z', '2025-03-30T22:00Z')).toEqual(['2025-03-29', '2025-03-30'])
    expect(list('2025-03-29T23:00Z', '2025-03-30T22:00:00.001Z')).toEqual(['2025-03-30', '2025-03-31'])
    expect(list('2025-03-30T00:00Z', '2025-03-30T00:00Z')).toEqual([])
  })

  it('snaps outwards to whole buckets, and leaves whole buckets alone', () => {
    const snapped = berlin.snapRange('1d', { from: at('2025-03-30T10:00Z'), to: at('2025-03-31T10:00Z') })
    expect([iso(snapped.from), iso(snapped.to)]).toEqual(['2025-03-29T23:00:00Z', '2025-03-31T22:00:00Z'])
    expect(berlin.snapRange('1d', snapped)).toEqual(snapped)
    expect(berlin.snapRange('1h', snapped)).toEqual(snapped)
  })
})

describe('time zone names', () => {
  it.each(['UTC', 'Europe/Berlin', 'Asia/Calcutta', 'Etc/GMT+3'])('%s is one', (name) =>
    expect(isTimeZone(name)).toBe(true),
  )
  it.each(['', '+02:00', '-05', 'Mars/Olympus', 'Europe/Berlin\0', '../UTC'])('%j is none', (name) => {
    expect(isTimeZone(name)).toBe(false)
    expect(() => calendarOf(name)).toThrow(RangeError)
  })
  it.each([-1, 7, 1.5, Number.NaN])('a week does not start on day %d', (weekStart) => {
    expect(() => calendarOf('UTC', weekStart)).toThrow(RangeError)
  })
})

describe('2020 to 2030 in every zone', () => {
  const from = Date.UTC(2020, 0, 1)
  const to = Date.UTC(2031, 0, 1)
  const zones = Intl.supportedValuesOf('timeZone')

  it('local days and weeks tile time, and hours fill days', { timeout: 60_000 }, () => {
    expect(zones.length).toBeGreaterThan(400)
    expect(zones.flatMap((zone, index) => findFlaws(zone, index % 7, from, to))).toEqual([])
  })
})

/** Walks all days and weeks of a zone; checks odd days and a few others against Temporal's own rules. */
function findFlaws(timeZone: string, weekStart: number, from: number, to: number): string[] {
  const calendar = calendarOf(timeZone, weekStart)
  const flaws: string[] = []
  const flaw = (instant: number, what: string) => flaws.push(`${timeZone} ${iso(instant)} ${what}`)
  const days = calendar.buckets('1d', from, to)
  const dateSpan = Date.parse(calendar.localDate(to - 1)) - Date.parse(calendar.localDate(from))
  if (days.length !== dateSpan / (24 * HOUR) + 1) flaw(from, 'a date is missing or repeated')
  days.forEach((start, index) => {
    const end = calendar.nextBucket('1d', start)
    if (index + 1 < days.length && end !== days[index + 1]) flaw(start, 'gap or overlap')
    if (calendar.bucketStart('1d', start) !== start || calendar.bucketStart('1d', end - 1) !== start)
      flaw(start, 'open edge')
    if (end - start !== 24 * HOUR || index % 1000 === 7) {
      if (start !== Temporal.PlainDate.from(calendar.localDate(start)).toZonedDateTime(timeZone).epochMilliseconds) {
        flaw(start, 'not the first instant of its date')
      }
      const grain = calendar.sourceGrain(start, end)
      const parts = calendar.buckets(grain, start, end)
      const total = parts.reduce((sum, part) => sum + calendar.nextBucket(grain, part) - part, 0)
      if (parts[0] !== start || total !== end - start) flaw(start, 'not filled by its parts')
    }
  })
  const weeks = calendar.buckets('1w', from, to)
  const firstDay = days.indexOf(weeks[1]!)
  if (Temporal.PlainDate.from(calendar.localDate(weeks[1]!)).dayOfWeek % 7 !== weekStart)
    flaw(weeks[1]!, 'wrong weekday')
  weeks.slice(1).forEach((start, index) => {
    if (start !== days[firstDay + 7 * index]) flaw(start, 'a week is not seven days')
    if (calendar.bucketStart('1w', calendar.nextBucket('1w', start) - 1) !== start) flaw(start, 'open week')
  })
  return flaws
}
