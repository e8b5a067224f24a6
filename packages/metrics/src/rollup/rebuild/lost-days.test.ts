import { expect, test } from 'vitest'
import { createCalendar } from '../../calendar/calendar.ts'
import { cutRebuilds, listLostDays } from './lost-days.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const at = (text: string) => Date.parse(`${text}Z`)
const utcDays = (...dates: string[]) => new Set(dates.map((date) => Date.parse(date) / DAY))
const RANGE = { from: at('2026-03-08T12:00'), to: at('2026-03-10T12:00') }

test.each([
  {
    name: 'raw is gone from a day that was counted',
    timeZone: 'UTC',
    held: ['2026-03-09', '2026-03-10'],
    hours: ['2026-03-08T11:00', '2026-03-09T11:00'],
    lost: ['2026-03-08T00:00'],
  },
  {
    name: 'nothing was counted while raw is missing',
    timeZone: 'UTC',
    held: ['2026-03-10'],
    hours: ['2026-03-10T11:00'],
    lost: [],
  },
  {
    name: 'raw is held, whatever was counted',
    timeZone: 'Asia/Kathmandu',
    held: ['2026-03-07', '2026-03-08', '2026-03-09', '2026-03-10'],
    hours: ['2026-03-08T11:00', '2026-03-09T11:00'],
    lost: [],
  },
  {
    name: 'a local day begins in a UTC day that is gone',
    timeZone: 'America/New_York',
    held: ['2026-03-09', '2026-03-10'],
    hours: ['2026-03-09T03:00', '2026-03-08T23:00', '2026-03-10T03:00'],
    lost: ['2026-03-08T05:00'],
  },
  {
    name: 'only the part of a local day was counted that raw holds',
    timeZone: 'America/New_York',
    held: ['2026-03-09', '2026-03-10', '2026-03-11'],
    hours: ['2026-03-09T03:00', '2026-03-10T03:00'],
    lost: [],
  },
  {
    name: 'an hour that two local days share is lost to both',
    timeZone: 'Asia/Kathmandu',
    held: ['2026-03-07', '2026-03-10'],
    hours: ['2026-03-08T18:00'],
    lost: ['2026-03-07T18:15', '2026-03-08T18:15'],
  },
  {
    name: 'the row of a day outlived those of its hours',
    timeZone: 'UTC',
    held: ['2026-03-09'],
    hours: ['2026-03-09T11:00', '2026-03-10T11:00'],
    days: ['2026-03-08T00:00', '2026-03-09T00:00', '2026-03-10T00:00'],
    lost: ['2026-03-08T00:00', '2026-03-10T00:00'],
  },
])('$name', ({ timeZone, held, hours, days = [], lost }) => {
  const calendar = createCalendar({ timeZone, weekStart: 0 })
  const counted = { hours: new Set(hours.map(at)), days: new Set(days.map(at)) }
  const found = listLostDays(calendar, RANGE, utcDays(...held), counted)
  expect(found.map(({ from }) => from)).toEqual(lost.map(at))
  for (const { from, to } of found) expect(to).toBe(calendar.nextBucket('1d', from))
})

test.each([
  {
    days: 3,
    lost: [],
    parts: [
      [0, 2],
      [2, 3],
    ],
  },
  {
    days: 5,
    lost: [0, 3],
    parts: [
      [1, 3],
      [4, 5],
    ],
  },
  {
    days: 4,
    lost: [1],
    parts: [
      [0, 1],
      [2, 4],
    ],
  },
  { days: 2, lost: [0, 1], parts: [] },
])('$days days without $lost are rebuilt in parts of two', ({ days, lost, parts }) => {
  const all = Array.from({ length: days }, (_, i) => ({ from: i * DAY, to: (i + 1) * DAY }))
  const cut = cutRebuilds(
    all,
    all.filter((_, i) => lost.some((n) => n === i)),
    2,
  )
  expect(cut).toEqual(parts.map(([from, to]) => ({ from: from! * DAY, to: to! * DAY })))
})
