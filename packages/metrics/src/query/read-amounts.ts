import type { Queryable } from '@tidemark/db'
import { timestamptzArray } from '@tidemark/db/array-literal'
import { lowestUuid } from '@tidemark/db/partition-ranges'
import type { People } from '../privacy/people.ts'

/** Ids carry a time that differs from the bucket's by as much as raw is accepted late. */
const REACH_MS = 8 * 86_400_000

export interface Amounts {
  readonly day: number
  readonly key: readonly (string | null)[]
  readonly amount: NonNullable<People['amount']>
}

const SELECT = `
  WITH sets AS (
    SELECT id, (SELECT array_agg(dims ->> name ORDER BY place) FROM unnest($3::text[]) WITH ORDINALITY AS n (name, place)) AS key
    FROM dimension_set WHERE project_id = $1 AND event_type = $2),
  actors AS (
    SELECT sets.key, width_bucket(e.bucketed_at, $4::timestamptz[]) AS day,
      abs(sum(e.weight * e.measures[1 + (SELECT slot FROM measure_slot WHERE event_type = $2 AND measure = $5)])) AS amount
    FROM event e JOIN sets ON sets.id = e.dimension_set_id
    WHERE e.project_id = $1 AND e.id >= $6 AND e.id < $7 AND e.bucketed_at >= $8 AND e.bucketed_at < $9
    GROUP BY 1, 2, e.actor_id)
  SELECT key, day, coalesce(sum(amount), 0) AS all, coalesce(max(amount), 0) AS most FROM actors GROUP BY 1, 2`

/** What was summed on each day per combination of dimensions, and the most of one actor, from the raw events that are still kept. */
export async function readAmounts(
  db: Queryable,
  { projectId, event, measure }: { projectId: number; event: string; measure: string },
  dimensions: readonly string[],
  days: readonly number[],
  to: number,
): Promise<Amounts[]> {
  const from = days[0] ?? to
  const { rows } = await db.query<{ key: (string | null)[]; day: number; all: number; most: number }>(SELECT, [
    projectId,
    event,
    dimensions,
    timestamptzArray(days),
    measure,
    lowestUuid(Math.max(0, from - REACH_MS)),
    lowestUuid(to + REACH_MS),
    new Date(from),
    new Date(to),
  ])
  return rows.map(({ key, day, all, most }) => ({ day: days[day - 1]!, key, amount: { all, most } }))
}
