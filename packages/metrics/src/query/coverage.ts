import { GRAIN_ID } from '@tidemark/contracts'
import type { Queryable } from '@tidemark/db'
import type { EventEntry } from '../catalog/catalog.ts'

const DAY_MS = 86_400_000
/** A source that was heard from within this time is taken to be still sending. */
const SILENT_MS = 2 * DAY_MS

/** When events of a type were collected, epoch ms; null: never. */
export interface Coverage {
  from: number
  to: number
}

// Days outlive minutes, so the day comes from the day rows and is narrowed to the minute while that is still known.
const SELECT_EXTENT = `
  WITH counts AS (SELECT id FROM series WHERE project_id = $1 AND event_type = $2 AND measure = $5),
  days AS (
    SELECT min(r.bucket) AS first, max(r.bucket) AS last FROM counts CROSS JOIN LATERAL (
      (SELECT bucket FROM rollup WHERE grain = $3 AND series_id = counts.id ORDER BY bucket LIMIT 1)
      UNION ALL
      (SELECT bucket FROM rollup WHERE grain = $3 AND series_id = counts.id ORDER BY bucket DESC LIMIT 1)) r
  ), minute AS (
    SELECT min(r.bucket) AS first FROM days CROSS JOIN counts CROSS JOIN LATERAL (
      SELECT bucket FROM rollup WHERE grain = $4 AND series_id = counts.id
        AND bucket >= days.first AND bucket < days.first + interval '26 hours' ORDER BY bucket LIMIT 1) r
  )
  SELECT date_part('epoch', coalesce(minute.first, days.first)) * 1000 AS first, date_part('epoch', days.last) * 1000 AS last
  FROM days CROSS JOIN minute`

/** From the first minute to the last day with events of any of the types, or to now while one is still sending. */
export async function fetchCoverage(
  db: Queryable,
  projectId: number,
  events: readonly EventEntry[],
  now: number,
): Promise<Coverage | null> {
  const coverages = await Promise.all(events.map((event) => fetchEventCoverage(db, projectId, event, now)))
  return coverages.reduce(widenCoverage, null)
}

async function fetchEventCoverage(
  db: Queryable,
  projectId: number,
  event: EventEntry,
  now: number,
): Promise<Coverage | null> {
  const { rows } = await db.query<{ first: number | null; last: number | null }>({
    name: 'coverage',
    text: SELECT_EXTENT,
    values: [projectId, event.type, GRAIN_ID['1d'], GRAIN_ID['1m'], event.counted],
  })
  const { first, last } = rows[0] ?? {}
  if (first == null || last == null) return null
  return { from: first, to: last + DAY_MS + SILENT_MS > now ? now : last + DAY_MS }
}

/** Coverage widened by what a question has seen: rows of today reach the day grain a little later. Pure. */
export function widenCoverage(coverage: Coverage | null, seen: Coverage | null): Coverage | null {
  if (coverage === null || seen === null) return coverage ?? seen
  return { from: Math.min(coverage.from, seen.from), to: Math.max(coverage.to, seen.to) }
}

/** Where both were collected. Pure. */
export function narrowCoverage(a: Coverage | null, b: Coverage | null): Coverage | null {
  if (a === null || b === null) return null
  const [from, to] = [Math.max(a.from, b.from), Math.min(a.to, b.to)]
  return from < to ? { from, to } : null
}

/** Whether a bucket lies, at least in part, where events were collected. Pure. */
export const coversBucket = (coverage: Coverage | null, start: number, end: number): boolean =>
  coverage !== null && end > coverage.from && start < coverage.to
