import { GRAIN_ID } from '@tidemark/contracts'
import type { Queryable } from '@tidemark/db'

const DAY_MS = 86_400_000
/** A source that was heard from within this time is taken to be still sending. */
const SILENT_MS = 2 * DAY_MS

/** When events of a type were collected, epoch ms; null: never. */
export interface Coverage {
  from: number
  to: number
}

/** From the first to the last day with events of the type, or to now while it is still sending. */
export async function fetchCoverage(
  db: Queryable,
  projectId: number,
  event: string,
  now: number,
): Promise<Coverage | null> {
  const { rows } = await db.query<{ first: number | null; last: number | null }>(
    `SELECT date_part('epoch', min(r.bucket)) * 1000 AS first, date_part('epoch', max(r.bucket)) * 1000 AS last
     FROM series s CROSS JOIN LATERAL (
       (SELECT bucket FROM rollup WHERE grain = $3 AND series_id = s.id ORDER BY bucket LIMIT 1)
       UNION ALL
       (SELECT bucket FROM rollup WHERE grain = $3 AND series_id = s.id ORDER BY bucket DESC LIMIT 1)) r
     WHERE s.project_id = $1 AND s.event_type = $2 AND s.measure = ''`,
    [projectId, event, GRAIN_ID['1d']],
  )
  const { first, last } = rows[0] ?? {}
  if (first == null || last == null) return null
  return { from: first, to: last + DAY_MS + SILENT_MS > now ? now : last + DAY_MS }
}

/** Widens coverage by the buckets that hold something: rows of today reach the day grain a little later. Pure. */
export function coversBucket(coverage: Coverage | null, seen: Coverage | null, start: number, end: number): boolean {
  const from = Math.min(coverage?.from ?? Number.POSITIVE_INFINITY, seen?.from ?? Number.POSITIVE_INFINITY)
  const to = Math.max(coverage?.to ?? Number.NEGATIVE_INFINITY, seen?.to ?? Number.NEGATIVE_INFINITY)
  return end > from && start < to
}
