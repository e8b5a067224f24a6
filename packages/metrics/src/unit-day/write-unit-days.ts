import type { Queryable } from '@tidemark/db'
import { int4Array, timestamptzArray, uuidWordsArray } from '@tidemark/db/array-literal'
import type { UnitDays } from './fold/unit-days.ts'

const ROWS_PER_STATEMENT = 20_000
const WORDS = 4

const INSERT = `
  INSERT INTO unit_day AS u (project_id, day, dimension_set_id, actor_id, n, first_at, first_id)
  SELECT $1, DATE '1970-01-01' + day, set_id, actor, n, at, id
  FROM unnest($2::int4[], $3::int4[], $4::uuid[], $5::int4[], $6::timestamptz[], $7::uuid[])
    AS v (day, set_id, actor, n, at, id)
  ON CONFLICT (project_id, day, dimension_set_id, actor_id) DO UPDATE SET`
const EARLIEST = `
  first_at = least(u.first_at, excluded.first_at),
  first_id = CASE WHEN (excluded.first_at, excluded.first_id) < (u.first_at, u.first_id)
    THEN excluded.first_id ELSE u.first_id END`

/** add: these events are not counted yet; atLeast: they may be among those that are. */
const STATEMENTS = {
  add: { name: 'unit-day-add', text: `${INSERT} n = u.n + excluded.n, ${EARLIEST}` },
  atLeast: { name: 'unit-day-at-least', text: `${INSERT} n = greatest(u.n, excluded.n), ${EARLIEST}` },
} as const

/**
 * Merges rows into what is stored, in the order of their keys, so that concurrent writers wait for each other in one order.
 */
export async function writeUnitDays(
  tx: Queryable,
  projectId: number,
  days: UnitDays,
  how: keyof typeof STATEMENTS,
): Promise<void> {
  for (let at = 0; at < days.length; at += ROWS_PER_STATEMENT) {
    const to = Math.min(days.length, at + ROWS_PER_STATEMENT)
    await tx.query({
      ...STATEMENTS[how],
      values: [
        projectId,
        int4Array(days.day.subarray(at, to)),
        int4Array(days.set.subarray(at, to)),
        uuidWordsArray(days.actor.subarray(at * WORDS, to * WORDS)),
        int4Array(days.n.subarray(at, to)),
        timestamptzArray(days.firstAt.subarray(at, to)),
        uuidWordsArray(days.firstId.subarray(at * WORDS, to * WORDS)),
      ],
    })
  }
}
