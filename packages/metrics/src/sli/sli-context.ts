import { notFound } from '@tidemark/platform'
import type { QueryContext, QueryProject } from '../query/query-context.ts'

/** Service levels are read as every metric is. The time they are read at comes with each question. */
export type SliContext = Omit<QueryContext, 'clock'>

/** Calendar of a project. Throws `not_found`. */
export async function loadProject({ pool }: Pick<SliContext, 'pool'>, id: number): Promise<QueryProject> {
  const { rows } = await pool.query<QueryProject>(
    'SELECT id, timezone AS "timeZone", week_start AS "weekStart" FROM project WHERE id = $1',
    [id],
  )
  if (rows[0] === undefined) throw notFound('There is no such project.')
  return rows[0]
}
