import { describe, expect, it } from 'vitest'
import { createCalendar, type ShiftKind } from './calendar.ts'

interface Case {
  name: string
  zone: string
  kind: ShiftKind
  /** Local times with their offsets. */
  range: [string, string]
  to: [string, string]
  clamped?: boolean
}

const cases: Case[] = [
  {
    name: 'a day meets the day before, 23 hours or not',
    zone: 'Europe/Berlin',
    kind: 'previous',
    range: ['2025-03-31T00:00+02:00', '2025-04-01T00:00+02:00'],
    to: ['2025-03-30T00:00+01:00', '2025-03-31T00:00+02:00'],
  },
  {
    name: 'a part of today meets the same part of yesterday',
    zone: 'Europe/Berlin',
    kind: 'previous',
    range: ['2025-03-30T00:00+01:00', '2025-03-30T10:20+02:00'],
    to: ['2025-03-29T00:00+01:00', '2025-03-29T10:20+01:00'],
  },
  {
    name: 'a week meets the week before',
    zone: 'America/New_York',
    kind: 'previous',
    range: ['2025-03-09T00:00-05:00', '2025-03-16T00:00-04:00'],
    to: ['2025-03-02T00:00-05:00', '2025-03-09T00:00-05:00'],
  },
  {
    name: 'the last 7 days at 10:00 meet the 7 before, across a clock change',
    zone: 'America/New_York',
    kind: 'previous',
    range: ['2025-03-05T10:00-05:00', '2025-03-12T10:00-04:00'],
    to: ['2025-02-26T10:00-05:00', '2025-03-05T10:00-05:00'],
  },
  {
    name: 'a month meets the month before, however long',
    zone: 'Europe/Berlin',
    kind: 'previous',
    range: ['2025-03-01T00:00+01:00', '2025-04-01T00:00+02:00'],
    to: ['2025-02-01T00:00+01:00', '2025-03-01T00:00+01:00'],
  },
  {
    name: 'a quarter meets the quarter before',
    zone: 'UTC',
    kind: 'previous',
    range: ['2025-01-01T00:00Z', '2025-04-01T00:00Z'],
    to: ['2024-10-01T00:00Z', '2025-01-01T00:00Z'],
  },
  {
    name: 'six hours meet the six before',
    zone: 'Europe/Berlin',
    kind: 'previous',
    range: ['2025-03-30T00:30+01:00', '2025-03-30T07:30+02:00'],
    to: ['2025-03-29T18:30+01:00', '2025-03-30T00:30+01:00'],
  },
  {
    name: 'a day without midnight meets a day with one',
    zone: 'Africa/Cairo',
    kind: 'previous',
    range: ['2025-04-25T01:00+03:00', '2025-04-26T00:00+03:00'],
    to: ['2025-04-24T00:00+02:00', '2025-04-25T01:00+03:00'],
  },
  {
    name: 'dates a year earlier',
    zone: 'Europe/Berlin',
    kind: 'lastYear',
    range: ['2025-03-30T00:00+01:00', '2025-04-02T00:00+02:00'],
    to: ['2024-03-30T00:00+01:00', '2024-04-02T00:00+02:00'],
  },
  {
    name: 'Feb 29 meets Feb 28, and says so',
    zone: 'Europe/Berlin',
    kind: 'lastYear',
    range: ['2024-02-29T00:00+01:00', '2024-03-01T00:00+01:00'],
    to: ['2023-02-28T00:00+01:00', '2023-03-01T00:00+01:00'],
    clamped: true,
  },
  {
    name: 'a range up to Feb 29 still holds its last day',
    zone: 'UTC',
    kind: 'lastYear',
    range: ['2024-02-28T00:00Z', '2024-02-29T00:00Z'],
    to: ['2023-02-28T00:00Z', '2023-03-01T00:00Z'],
    clamped: true,
  },
  {
    name: 'a part of Feb 29 meets the same part of Feb 28',
    zone: 'UTC',
    kind: 'lastYear',
    range: ['2024-02-29T00:00Z', '2024-02-29T10:20Z'],
    to: ['2023-02-28T00:00Z', '2023-02-28T10:20Z'],
    clamped: true,
  },
  {
    name: 'February of a leap year is whole',
    zone: 'UTC',
    kind: 'lastYear',
    range: ['2025-02-01T00:00Z', '2025-03-01T00:00Z'],
    to: ['2024-02-01T00:00Z', '2024-03-01T00:00Z'],
  },
  {
    name: 'Mondays meet Mondays',
    zone: 'Europe/Berlin',
    kind: 'lastYearSameWeekday',
    range: ['2025-03-31T00:00+02:00', '2025-04-07T00:00+02:00'],
    to: ['2024-04-01T00:00+02:00', '2024-04-08T00:00+02:00'],
  },
]

describe('shifting a range', () => {
  it.each(cases)('$kind: $name', ({ zone, kind, range, to, clamped = false }) => {
    const calendar = createCalendar({ timeZone: zone, weekStart: 1 })
    const shifted = calendar.shiftPeriod({ from: Date.parse(range[0]), to: Date.parse(range[1]) }, kind)
    expect(shifted).toEqual({ from: Date.parse(to[0]), to: Date.parse(to[1]), clamped })
  })

  it('refuses an empty range', () => {
    expect(() => createCalendar({ timeZone: 'UTC', weekStart: 0 }).shiftPeriod({ from: 5, to: 5 }, 'previous')).toThrow(
      RangeError,
    )
  })
})
