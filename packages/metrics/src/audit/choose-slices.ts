import { GRAIN_ID } from '@tidemark/contracts'
import type { Queryable } from '@tidemark/db'
import { createCalendar } from '../calendar/calendar.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { AuditSlice } from './slice.ts'

/** How long a look counts as recent. */
const LOOK_MS = 10 * 60_000

interface SliceRow {
  project_id: number
  event_type: string
  ms: number
  timezone: string
  week_start: number
}

const SELECT = `SELECT s.project_id, s.event_type, date_part('epoch', s.day) * 1000 AS ms, p.timezone, p.week_start`

/** What differed before, then what was looked at last, that whose check is oldest first. */
const LOOKED_AT = `
  WITH slices AS (
    SELECT project_id, event_type, day, checked_at, 0 AS turn FROM rollup_audit WHERE state = 'differs'
    UNION ALL
    SELECT l.project_id, l.event_type, l.day, a.checked_at, 1 FROM rollup_look l
    LEFT JOIN rollup_audit a USING (project_id, event_type, day)
    WHERE l.looked_at >= $1 AND a.state IS DISTINCT FROM 'differs')
  ${SELECT} FROM slices s JOIN project p ON p.id = s.project_id
  ORDER BY s.turn, s.checked_at NULLS FIRST LIMIT $2`

/** Days that have rows, drawn by chance from random series. */
const RANDOM = `
  WITH drawn AS (SELECT id, project_id, event_type FROM series ORDER BY random() LIMIT $1),
  slices AS (
    SELECT DISTINCT drawn.project_id, drawn.event_type, r.bucket AS day FROM drawn CROSS JOIN LATERAL (
      SELECT bucket FROM rollup WHERE grain = $2 AND series_id = drawn.id ORDER BY random() LIMIT 1) r)
  ${SELECT} FROM slices s JOIN project p ON p.id = s.project_id`

function toSlice({ project_id, event_type, ms, timezone, week_start }: SliceRow): AuditSlice {
  const calendar = createCalendar({ timeZone: timezone, weekStart: week_start })
  const from = calendar.bucketStart('1d', ms)
  return { projectId: project_id, eventType: event_type, from, to: calendar.nextBucket('1d', from) }
}

/** Which slices to check next: those that people look at first, a few by chance after them. */
export async function chooseSlices(
  db: Queryable,
  catalog: Catalog,
  { now, looked, random }: { now: number; looked: number; random: number },
): Promise<AuditSlice[]> {
  const first = await db.query<SliceRow>(LOOKED_AT, [new Date(now - LOOK_MS), looked])
  const rest = await db.query<SliceRow>(RANDOM, [random, GRAIN_ID['1d']])
  const slices = [...first.rows, ...rest.rows].filter(({ event_type }) => catalog.events.has(event_type)).map(toSlice)
  return [...new Map(slices.map((slice) => [JSON.stringify(slice), slice])).values()]
}
