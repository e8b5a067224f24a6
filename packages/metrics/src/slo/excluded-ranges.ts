import type { Queryable } from '@tidemark/db'
import type { TimeRange } from '../calendar/calendar-types.ts'

/** A stretch that is left out, and why. */
export interface Excluded extends TimeRange {
  readonly reason: string
}

const MAX_EXCLUDED = 1_000

/** What is left out of an objective (null: of the whole project only) and overlaps a range, in order. */
export async function fetchExcluded(
  db: Queryable,
  projectId: number,
  slo: string | null,
  { from, to }: TimeRange,
): Promise<Excluded[]> {
  const { rows } = await db.query<Excluded>(
    `SELECT date_part('epoch', from_at) * 1000 AS "from", date_part('epoch', to_at) * 1000 AS "to", reason
     FROM slo_correction WHERE project_id = $1 AND (slo IS NULL OR slo = $2) AND to_at > $3 AND from_at < $4
     ORDER BY from_at, id LIMIT $5`,
    [projectId, slo, new Date(from), new Date(to), MAX_EXCLUDED],
  )
  return rows
}
