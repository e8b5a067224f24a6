import { GRAIN_ID } from '@tidemark/contracts'
import type { Queryable } from '@tidemark/db'
import { int4Array } from '@tidemark/db/array-literal'
import type { Calendar, TimeRange } from '../../calendar/calendar.ts'
import { rawExpired } from '../../scan/raw-since.ts'
import { fetchRawDays, listHeldDays } from '../../unit-day/held-days.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Starts (epoch ms) of the hours and of the local days that rollups have rows of. */
export interface CountedBuckets {
  readonly hours: ReadonlySet<number>
  readonly days: ReadonlySet<number>
}

/**
 * The local days of a range that were counted and that raw no longer tells: a fold would lose what their rollups say. A day
 * on which nothing was counted while raw was missing may be folded: history that was imported beside it. `rawDays`: UTC
 * days since 1970 whose raw is held. Pure.
 */
export function listLostDays(
  calendar: Calendar,
  range: TimeRange,
  rawDays: ReadonlySet<number>,
  counted: CountedBuckets,
): TimeRange[] {
  const isLost = ({ from, to }: TimeRange): boolean => {
    let anyHour = false
    let anyGone = false
    for (let hour = Math.floor(from / HOUR_MS) * HOUR_MS; hour < to; hour += HOUR_MS) {
      const gone = !rawDays.has(Math.floor(hour / DAY_MS))
      if (gone && counted.hours.has(hour)) return true
      anyHour ||= counted.hours.has(hour)
      anyGone ||= gone
    }
    // The row of the day may have outlived those of its hours.
    return anyGone && !anyHour && counted.days.has(from)
  }
  return calendar
    .buckets('1d', range.from, range.to)
    .map((from) => ({ from, to: calendar.nextBucket('1d', from) }))
    .filter(isLost)
}

/** Days in a row that are not lost, at most so many together. Pure. */
export function cutRebuilds(days: readonly TimeRange[], lost: readonly TimeRange[], most: number): TimeRange[] {
  const skipped = new Set(lost.map(({ from }) => from))
  const parts: { from: number; to: number; days: number }[] = []
  for (const { from, to } of days) {
    if (skipped.has(from)) continue
    const last = parts.at(-1)
    if (last === undefined || last.to !== from || last.days === most) parts.push({ from, to, days: 1 })
    else parts[parts.length - 1] = { from: last.from, to, days: last.days + 1 }
  }
  return parts.map(({ from, to }) => ({ from, to }))
}

const COUNTED = `
  SELECT DISTINCT grain, date_part('epoch', bucket) * 1000 AS ms FROM rollup
  WHERE grain = ANY($1::smallint[]) AND series_id = ANY($2::int[]) AND bucket >= $3 AND bucket < $4`

/** `listLostDays` of whole local days, for what these series have counted. */
export async function fetchLostDays(
  db: Queryable,
  calendar: Calendar,
  series: readonly number[],
  days: TimeRange,
): Promise<TimeRange[]> {
  const rawDays = await fetchRawDays(db)
  const held = new Set(listHeldDays(calendar, rawDays, days).map(({ from }) => from))
  const unheld = calendar.buckets('1d', days.from, days.to).filter((from) => !held.has(from))
  if (unheld.length === 0) return []
  const bounds = [
    new Date(Math.floor(unheld[0]! / HOUR_MS) * HOUR_MS),
    new Date(calendar.nextBucket('1d', unheld.at(-1)!)),
  ]
  const grains = [GRAIN_ID['1h'], GRAIN_ID['1d']]
  const { rows } = await db.query<{ grain: number; ms: number }>(COUNTED, [grains, int4Array(series), ...bounds])
  const startsOf = (id: number) => new Set(rows.filter(({ grain }) => grain === id).map(({ ms }) => ms))
  return listLostDays(calendar, days, rawDays, { hours: startsOf(GRAIN_ID['1h']), days: startsOf(GRAIN_ID['1d']) })
}

/**
 * Makes sure that a fold of whole local days tells all that their rollups tell.
 * @throws TidemarkError invalid_input with `details.rawSince`, epoch ms
 */
export async function requireRawOfDays(
  db: Queryable,
  calendar: Calendar,
  series: readonly number[],
  days: TimeRange,
): Promise<void> {
  const last = (await fetchLostDays(db, calendar, series, days)).at(-1)
  if (last !== undefined) throw rawExpired(last.to)
}
