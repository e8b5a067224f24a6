import type { Receipt } from '@tidemark/contracts'
import type { Queryable } from '@tidemark/db'
import type { Calendar, TimeRange } from '../calendar/calendar.ts'

interface Found {
  since: number | null
  events: number
  days: number
  restated: number | null
}

const SELECT = `
  SELECT date_part('epoch', p.late_since) * 1000 AS since, coalesce(sum(l.events), 0)::float8 AS events,
    count(DISTINCT l.day)::int AS days, date_part('epoch', max(l.restated_at)) * 1000 AS restated
  FROM project p LEFT JOIN late_event l
    ON l.project_id = p.id AND l.event_type = ANY($2::text[]) AND l.day >= $3 AND l.day < $4
  WHERE p.id = $1 GROUP BY p.id`

/** Late events of the days that a range touches, whatever their dimensions; null where nobody counted them yet. */
export async function readLate(
  db: Queryable,
  projectId: number,
  calendar: Calendar,
  events: readonly string[],
  range: TimeRange,
): Promise<Receipt['late']> {
  const from = calendar.bucketStart('1d', range.from)
  const { rows } = await db.query<Found>({
    name: 'late-events',
    text: SELECT,
    values: [projectId, events, new Date(from), new Date(range.to)],
  })
  const [found] = rows
  if (found === undefined || (found.since !== null && from < found.since)) return null
  return { events: found.events, days: found.days, restatedAt: found.restated }
}
