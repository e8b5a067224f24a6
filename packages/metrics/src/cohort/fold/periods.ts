import type { CohortPeriod } from '@tidemark/contracts'

const DAY_MS = 86_400_000
/** 1970-01-01 was a Thursday. */
const EPOCH_WEEKDAY = 4

/** Periods of the project calendar, one after another without gaps, in days since 1970-01-01. */
export interface Periods {
  /** first day of each, and of the one after the last */
  readonly starts: readonly number[]
}

/** First day of the period that holds a day. Dates are calendar dates: no clock change can move them. Pure. */
export function periodStart(period: CohortPeriod, weekStart: number, day: number): number {
  if (period === 'day') return day
  if (period === 'week') return day - ((((day + EPOCH_WEEKDAY - weekStart) % 7) + 7) % 7)
  const date = new Date(day * DAY_MS)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth()) / DAY_MS
}

/** First day of the period after the one that begins on a day. Pure. */
export function nextPeriod(period: CohortPeriod, start: number): number {
  if (period === 'day') return start + 1
  if (period === 'week') return start + 7
  const date = new Date(start * DAY_MS)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1) / DAY_MS
}

/** The periods that share a day with [from, to]. Pure. */
export function listPeriods(period: CohortPeriod, weekStart: number, from: number, to: number): Periods {
  const starts = [periodStart(period, weekStart, from)]
  while (starts.at(-1)! <= to) starts.push(nextPeriod(period, starts.at(-1)!))
  return { starts }
}

/** Place of the period of each day from the first period on. Pure. */
export function placeDays({ starts }: Periods): Int32Array {
  const first = starts[0]!
  const places = new Int32Array(starts.at(-1)! - first)
  for (let place = 0; place + 1 < starts.length; place++)
    places.fill(place, starts[place]! - first, starts[place + 1]! - first)
  return places
}
