import type { Calendar, TimeRange } from '../calendar/calendar-types.ts'
import { snapToDays } from '../privacy/snap-range.ts'
import type { BurnWindow } from './burn-windows.ts'

const MINUTE_MS = 60_000

/** The stretches that an objective is counted over. */
export interface SloRanges {
  readonly range: TimeRange
  /** the long and the short window of each pair; none where they may not be told */
  readonly windows: readonly TimeRange[]
  readonly days: readonly TimeRange[]
}

/** The last `length` ms, from a whole minute on. */
const last = (length: number, now: number): TimeRange => ({
  from: Math.floor((now - length) / MINUTE_MS) * MINUTE_MS,
  to: now,
})

function daysOf(calendar: Calendar, { from, to }: TimeRange): TimeRange[] {
  return calendar
    .buckets('1d', from, to)
    .map((start) => ({ from: Math.max(start, from), to: Math.min(to, calendar.nextBucket('1d', start)) }))
}

/**
 * Cuts the range of an objective. Of people only whole days that are over are told, so that no two answers differ by less:
 * then there are no windows, which end now. Pure.
 */
export function sloRanges(
  asked: TimeRange,
  pairs: readonly BurnWindow[],
  { calendar, now, guarded }: { calendar: Calendar; now: number; guarded: boolean },
): SloRanges {
  const range = guarded ? snapToDays(calendar, asked, now) : asked
  const windows = guarded ? [] : pairs.flatMap(({ longMs, shortMs }) => [last(longMs, now), last(shortMs, now)])
  return { range, windows, days: daysOf(calendar, range) }
}
