import { Temporal } from 'temporal-polyfill'
import type { Calendar, ShiftedRange, ShiftKind, TimeRange } from './calendar-types.ts'

type Distance = { months: number } | { days: number } | { milliseconds: number }
const LAST_YEAR: Distance = { months: 12 }
const LAST_YEAR_SAME_WEEKDAY: Distance = { days: 364 }

/**
 * Moves a range back by the calendar, so that local times stay what they were across clock changes.
 * `previous` goes back by whole months for a range of whole months, and else by the local days that the range touches
 * when it begins with a day (so a part of today meets the same part of yesterday), by its whole number of days when
 * both ends share a time of day, and by its own length otherwise. Throws RangeError when the range is empty.
 */
export function shiftRange(calendar: Calendar, range: TimeRange, kind: ShiftKind): ShiftedRange {
  return moveRange(calendar, range, distanceOf(calendar, range, kind))
}

/**
 * The part of a range that is over at `now`, moved back as far as the whole range would be, and where the starts of its
 * buckets come to lie: a part of a month meets the same part of the month before. Throws RangeError when nothing is over.
 */
export function shiftPart(
  calendar: Calendar,
  range: TimeRange,
  kind: ShiftKind,
  { now, starts }: { now: number; starts: readonly number[] },
): { range: ShiftedRange; starts: number[] } {
  const distance = distanceOf(calendar, range, kind)
  const part = moveRange(calendar, { from: range.from, to: Math.min(range.to, now) }, distance)
  const moved = starts.map((start) => shiftInstant(calendar, start, distance))
  return {
    range: { ...part, clamped: part.clamped || moved.some(({ clamped }) => clamped) },
    starts: moved.map(({ at }) => at),
  }
}

function distanceOf(calendar: Calendar, range: TimeRange, kind: ShiftKind): Distance {
  if (kind === 'previous') return lengthOf(calendar, range)
  return kind === 'lastYear' ? LAST_YEAR : LAST_YEAR_SAME_WEEKDAY
}

function moveRange(calendar: Calendar, range: TimeRange, distance: Distance): ShiftedRange {
  if (!(range.from < range.to)) throw new RangeError('cannot shift an empty range')
  const from = shiftInstant(calendar, range.from, distance)
  const to = shiftInstant(calendar, range.to, distance)
  // An end that lost its date still closes the day before it: up to Feb 29 becomes up to Mar 1.
  const end = to.clamped && to.dayStart ? calendar.nextBucket('1d', to.at) : to.at
  return { from: from.at, to: end, clamped: from.clamped || to.clamped }
}

function lengthOf(calendar: Calendar, range: TimeRange): Distance {
  const first = dateOf(calendar, range.from)
  const last = dateOf(calendar, range.to)
  const days = first.until(last, { largestUnit: 'days' }).days
  if (isDayStart(calendar, range.from)) {
    if (!isDayStart(calendar, range.to)) return { days: days + 1 }
    if (first.day !== 1 || last.day !== 1) return { days }
    return { months: first.until(last, { largestUnit: 'months' }).months }
  }
  const sameTimeOfDay = shiftInstant(calendar, range.to, { days }).at === range.from
  return days > 0 && sameTimeOfDay ? { days } : { milliseconds: range.to - range.from }
}

function shiftInstant(calendar: Calendar, at: number, distance: Distance) {
  if ('milliseconds' in distance) return { at: at - distance.milliseconds, dayStart: false, clamped: false }
  const before = dateOf(calendar, at)
  const date = before.subtract(distance)
  const clamped = 'months' in distance && date.day !== before.day
  if (isDayStart(calendar, at)) return { at: calendar.startOfDate(date.toString()), dayStart: true, clamped }
  const wall = zonedOf(calendar, at)
  return { at: wall.subtract(distance).epochMilliseconds, dayStart: false, clamped }
}

function isDayStart(calendar: Calendar, at: number): boolean {
  return calendar.bucketStart('1d', at) === at
}

function dateOf(calendar: Calendar, at: number): Temporal.PlainDate {
  return Temporal.PlainDate.from(calendar.localDate(at))
}

function zonedOf(calendar: Calendar, at: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(calendar.timeZone)
}
