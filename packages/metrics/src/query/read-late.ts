import type { Receipt } from '@tidemark/contracts'
import type { Queryable } from '@tidemark/db'
import type { TimeRange } from '../calendar/calendar.ts'

/** Late events of one event type, whatever their dimensions. */
interface LateFacts {
  readonly events: number
  /** starts of the days that got some, epoch ms */
  readonly days: readonly number[]
  /** when the last of them were added */
  readonly restatedAt: number
}

export interface Late {
  /** from when on they are counted, epoch ms; null: always were */
  readonly since: number | null
  readonly byType: ReadonlyMap<string, LateFacts>
}

type Found = { since: number | null } & ({ eventType: null } | ({ eventType: string } & LateFacts))

const SELECT = `
  SELECT date_part('epoch', p.late_since) * 1000 AS since, l.event_type AS "eventType", sum(l.events)::float8 AS events,
    array_agg(date_part('epoch', l.day) * 1000) AS days, date_part('epoch', max(l.restated_at)) * 1000 AS "restatedAt"
  FROM project p LEFT JOIN late_event l
    ON l.project_id = p.id AND l.event_type = ANY($2::text[]) AND l.day >= $3 AND l.day < $4
  WHERE p.id = $1 GROUP BY p.id, l.event_type`

/** Late events of days that begin in a range, by event type. */
export async function fetchLate(
  db: Queryable,
  projectId: number,
  events: readonly string[],
  range: TimeRange,
): Promise<Late | null> {
  const { rows } = await db.query<Found>({
    name: 'late-events',
    text: SELECT,
    values: [projectId, events, new Date(range.from), new Date(range.to)],
  })
  const byType = new Map(rows.flatMap((row) => (row.eventType === null ? [] : [[row.eventType, row] as const])))
  return rows[0] === undefined ? null : { since: rows[0].since, byType }
}

/** What a receipt says of event types from the start of a day on; null where nobody counted late events yet. Pure. */
export function lateOf(late: Late | null, events: readonly string[], from: number): Receipt['late'] {
  if (late === null || (late.since !== null && from < late.since)) return null
  const found = events.flatMap((event) => late.byType.get(event) ?? [])
  return {
    events: found.reduce((sum, facts) => sum + facts.events, 0),
    days: new Set(found.flatMap(({ days }) => days)).size,
    restatedAt: found.length === 0 ? null : Math.max(...found.map(({ restatedAt }) => restatedAt)),
  }
}
