import type { Queryable } from '@tidemark/db'
import type { Calendar, TimeRange } from '../calendar/calendar.ts'

const DAY_MS = 86_400_000

/** UTC days, counted from 1970-01-01, whose raw events are still there: their partition is. */
export async function fetchRawDays(db: Queryable): Promise<Set<number>> {
  const { rows } = await db.query<{ date: string }>(
    `SELECT substring(c.relname FROM 7) AS date FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = 'event'::regclass AND c.relname ~ '^event_\\d{8}$'`,
  )
  const toDay = (date: string) => Date.parse(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`) / DAY_MS
  return new Set(rows.map(({ date }) => toDay(date)))
}

/** The local days of a range that raw still holds from their first to their last instant. Pure. */
export function listHeldDays(calendar: Calendar, rawDays: ReadonlySet<number>, range: TimeRange): TimeRange[] {
  return calendar
    .buckets('1d', range.from, range.to)
    .map((from) => ({ from, to: calendar.nextBucket('1d', from) }))
    .filter(({ from, to }) => {
      for (let day = Math.floor(from / DAY_MS); day * DAY_MS < to; day++) if (!rawDays.has(day)) return false
      return true
    })
}

/** All local days that raw still holds. Pure. */
export function listAllHeldDays(calendar: Calendar, rawDays: ReadonlySet<number>): TimeRange[] {
  if (rawDays.size === 0) return []
  const sorted = [...rawDays].sort((a, b) => a - b)
  return listHeldDays(calendar, rawDays, { from: sorted[0]! * DAY_MS, to: (sorted.at(-1)! + 1) * DAY_MS })
}
