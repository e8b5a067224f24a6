import type { RollupDifference, Verification } from '@tidemark/contracts/query/trust'
import type { Queryable } from '@tidemark/db'
import type { Calendar } from '../calendar/calendar.ts'
import type { NormalQuery } from '../query/normalise.ts'

interface Found {
  checked: number
  oldest: number | null
  found_at: number | null
  difference: RollupDifference | null
}

const SELECT = `
  WITH found AS (SELECT state, checked_at, difference FROM rollup_audit
    WHERE project_id = $1 AND event_type = ANY($2::text[]) AND day >= $3 AND day < $4)
  SELECT count(*) AS checked, date_part('epoch', min(checked_at)) * 1000 AS oldest,
    (SELECT date_part('epoch', checked_at) * 1000 FROM found WHERE state = 'differs' ORDER BY checked_at LIMIT 1) AS found_at,
    (SELECT difference FROM found WHERE state = 'differs' ORDER BY checked_at LIMIT 1) AS difference
  FROM found`

/** Event types that a question reads. Pure. */
export const eventsOf = (operands: NormalQuery['operands']): string[] => [
  ...new Set(operands.flatMap(({ reads }) => reads.map(({ event }) => event))),
]

/** What the auditor last found for the days of a question that have begun by `now`. */
export async function readVerification(
  db: Queryable,
  projectId: number,
  calendar: Calendar,
  { operands, range }: Pick<NormalQuery, 'operands' | 'range'>,
  now: number,
): Promise<Verification> {
  const events = eventsOf(operands)
  const days = calendar.buckets('1d', range.from, Math.min(range.to, now))
  const from = days[0] ?? range.from
  const { rows } = await db.query<Found>({
    name: 'rollup-audit',
    text: SELECT,
    values: [projectId, events, new Date(from), new Date(range.to)],
  })
  const { checked = 0, oldest = null, found_at = null, difference = null } = rows[0] ?? {}
  const of = days.length * events.length
  if (found_at !== null) return { state: 'differs', at: found_at, checked, of, difference }
  return { state: of > 0 && checked >= of ? 'verified' : 'unchecked', at: oldest, checked, of, difference: null }
}
