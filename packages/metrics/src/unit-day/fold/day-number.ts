import type { Calendar } from '../../calendar/calendar.ts'

const DAY_MS = 86_400_000

/** Days from 1970-01-01 to a date (YYYY-MM-DD). Pure. */
export const dayNumber = (date: string): number => Date.parse(date) / DAY_MS
/** The date (YYYY-MM-DD) of a day number. Pure. */
export const dateOfDay = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10)

/** Tells the number of the local day of an instant; quick for instants of the same day after one another. */
export function createDayOf(calendar: Calendar): (at: number) => number {
  let start = 0
  let end = 0
  let day = 0
  return (at) => {
    if (at >= start && at < end) return day
    start = calendar.bucketStart('1d', at)
    end = calendar.nextBucket('1d', at)
    day = dayNumber(calendar.localDate(at))
    return day
  }
}
