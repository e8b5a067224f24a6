import type { RollupDifference, Verification } from '@tidemark/contracts/query/trust'
import type { Queryable } from '@tidemark/db'
import type { TimeRange } from '../calendar/calendar.ts'
import type { NormalQuery } from '../query/normalise.ts'

/** What the auditor last found for days of one event type. */
export interface AuditFacts {
  /** days */
  readonly checked: number
  /** the oldest check, epoch ms */
  readonly oldest: number
  /** the first check that found a difference */
  readonly foundAt: number | null
  readonly difference: RollupDifference | null
}

/** By event type; those of which no day was checked are left out. */
export type Audits = ReadonlyMap<string, AuditFacts>

const SELECT = `
  SELECT event_type AS "eventType", count(*) AS checked, date_part('epoch', min(checked_at)) * 1000 AS oldest,
    date_part('epoch', min(checked_at) FILTER (WHERE state = 'differs')) * 1000 AS "foundAt",
    (array_agg(difference ORDER BY checked_at) FILTER (WHERE state = 'differs'))[1] AS difference
  FROM rollup_audit WHERE project_id = $1 AND event_type = ANY($2::text[]) AND day >= $3 AND day < $4
  GROUP BY event_type`

/** Event types that a question reads. Pure. */
export const eventsOf = (operands: NormalQuery['operands']): string[] => [
  ...new Set(operands.flatMap(({ reads }) => reads.map(({ event }) => event))),
]

/** What the auditor last found for days of event types that begin in a range. */
export async function fetchAudits(
  db: Queryable,
  projectId: number,
  events: readonly string[],
  range: TimeRange,
): Promise<Audits> {
  const { rows } = await db.query<AuditFacts & { eventType: string }>({
    name: 'rollup-audit',
    text: SELECT,
    values: [projectId, events, new Date(range.from), new Date(range.to)],
  })
  return new Map(rows.map(({ eventType, ...facts }) => [eventType, facts]))
}

/** How far so many days of event types are verified. Pure. */
export function verificationOf(audits: Audits, events: readonly string[], days: number): Verification {
  const found = events.flatMap((event) => audits.get(event) ?? [])
  const checked = found.reduce((sum, facts) => sum + facts.checked, 0)
  const of = days * events.length
  const differing = found.filter(({ foundAt }) => foundAt !== null).sort((a, b) => a.foundAt! - b.foundAt!)
  const [first] = differing
  if (first !== undefined) return { state: 'differs', at: first.foundAt, checked, of, difference: first.difference }
  const at = found.length === 0 ? null : Math.min(...found.map(({ oldest }) => oldest))
  return { state: of > 0 && checked >= of ? 'verified' : 'unchecked', at, checked, of, difference: null }
}
