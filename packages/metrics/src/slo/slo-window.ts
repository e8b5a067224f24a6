import type { SloWindow } from '@tidemark/contracts'
import type { Calendar, TimeRange } from '../calendar/calendar-types.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const ROLLING_MS = { '1d': DAY_MS, '7d': 7 * DAY_MS, '30d': 30 * DAY_MS } as const

/**
 * The stretch that an objective is judged over at `now`: rolling windows begin with a whole minute, the finest that is
 * stored; calendar windows with the project's week or month. Pure.
 */
export function sloRange(window: SloWindow, now: number, calendar: Calendar): TimeRange {
  switch (window) {
    case 'calendar_week':
      return { from: calendar.bucketStart('1w', now), to: now }
    case 'calendar_month':
      return {
        from: calendar.startOfDate(`${calendar.localDate(calendar.bucketStart('1d', now)).slice(0, 8)}01`),
        to: now,
      }
    default:
      return { from: Math.floor((now - ROLLING_MS[window]) / MINUTE_MS) * MINUTE_MS, to: now }
  }
}
