import { GRAIN_ID } from '@tidemark/contracts'
import type { Queryable } from '@tidemark/db'
import type { TimeRange } from '../calendar/calendar.ts'
import type { EventEntry } from '../catalog/catalog.ts'

const DAY_MS = 86_400_000
/** A source that was heard from within this time is taken to be still sending. */
const SILENT_MS = 2 * DAY_MS
/** Longer than any local day, which has 25 hours where clocks go back. */
const LONGEST_DAY_MS = 26 * 3_600_000

/** When events of a type were collected, as far as a question asks about it, epoch ms; null: never; empty: not then. */
export interface Coverage {
  from: number
  to: number
}

// Mostly a type was collected before the range and still is, which the first rows that are found say: only else the extent
// is looked for. Days outlive minutes, so it comes from the day rows and is narrowed to the minute while that is known.
const SELECT_EXTENT = `
  WITH counts AS (SELECT id FROM series WHERE project_id = $1 AND event_type = $2 AND measure = $5),
  around AS MATERIALIZED (
    SELECT
      EXISTS (SELECT 1 FROM counts CROSS JOIN LATERAL (
        SELECT 1 FROM rollup WHERE grain = $3 AND series_id = counts.id AND bucket < $6 LIMIT 1) r) AS before,
      EXISTS (SELECT 1 FROM counts CROSS JOIN LATERAL (
        SELECT 1 FROM rollup WHERE grain = $3 AND series_id = counts.id AND bucket >= $7 LIMIT 1) r) AS after
  ), days AS (
    SELECT min(r.bucket) AS first, max(r.bucket) AS last FROM counts CROSS JOIN LATERAL (
      (SELECT bucket FROM rollup WHERE grain = $3 AND series_id = counts.id ORDER BY bucket LIMIT 1)
      UNION ALL
      (SELECT bucket FROM rollup WHERE grain = $3 AND series_id = counts.id ORDER BY bucket DESC LIMIT 1)) r
  ), minute AS (
    SELECT min(r.bucket) AS first FROM days CROSS JOIN counts CROSS JOIN LATERAL (
      SELECT bucket FROM rollup WHERE grain = $4 AND series_id = counts.id
        AND bucket >= days.first AND bucket < days.first + interval '26 hours' ORDER BY bucket LIMIT 1) r
  )
  SELECT before, after,
    CASE WHEN NOT before THEN
      (SELECT date_part('epoch', coalesce(minute.first, days.first)) * 1000 FROM days CROSS JOIN minute) END AS first,
    CASE WHEN NOT after THEN (SELECT date_part('epoch', last) * 1000 FROM days) END AS last
  FROM around`

interface Extent {
  before: boolean
  after: boolean
  first: number | null
  last: number | null
}

/**
 * From the first minute to the last day with events of any of the types, or to now while one is still sending. What lies
 * outside of the range is cut off.
 */
export async function fetchCoverage(
  db: Queryable,
  projectId: number,
  events: readonly EventEntry[],
  range: TimeRange,
  now: number,
): Promise<Coverage | null> {
  const coverages = await Promise.all(events.map((event) => fetchEventCoverage(db, projectId, event, range, now)))
  return coverages.reduce(widenCoverage, null)
}

async function fetchEventCoverage(
  db: Queryable,
  projectId: number,
  event: EventEntry,
  range: TimeRange,
  now: number,
): Promise<Coverage | null> {
  const stillSending = now - DAY_MS - SILENT_MS + 1
  const { rows } = await db.query<Extent>({
    name: 'coverage',
    text: SELECT_EXTENT,
    values: [
      projectId,
      event.type,
      GRAIN_ID['1d'],
      GRAIN_ID['1m'],
      event.counted,
      new Date(range.from - LONGEST_DAY_MS),
      new Date(Math.min(range.to, stillSending)),
    ],
  })
  return rows[0] === undefined ? null : coverageOf(rows[0], range, now)
}

/** Coverage as far as a range goes, from where its first and last days lie: `before` and `after` it, or at known times. Pure. */
export function coverageOf({ before, after, first, last }: Extent, range: TimeRange, now: number): Coverage | null {
  if ((!before && first === null) || (!after && last === null)) return null
  const to = Math.min(range.to, after ? now : last! + DAY_MS)
  return before ? { from: Math.min(range.from, to), to } : { from: first!, to: Math.max(first!, to) }
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
