import type { Pool } from '@tidemark/db'
import { mapSqlError } from '@tidemark/db/sql-errors'
import { invalid, notFound } from '@tidemark/platform'
import type { Catalog } from '../catalog/catalog.ts'

const LIMIT = 50

const escapeLike = (text: string) => text.replace(/[\\%_]/g, (found) => `\\${found}`)

/**
 * Values that a kept dimension has had, those containing `search`, at most 50, in order.
 * @throws TidemarkError not_found (event type), invalid_input (dimension)
 */
export async function dimensionValues(
  context: { pool: Pool; catalog: Catalog },
  projectId: number,
  question: { event: string; dimension: string; search?: string | undefined },
): Promise<string[]> {
  const event = context.catalog.events.get(question.event)
  if (event === undefined) throw notFound(`There is no event type ${question.event}.`)
  if (!event.kept.includes(question.dimension))
    throw invalid(`${question.event} keeps no dimension ${question.dimension}.`)
  try {
    const { rows } = await context.pool.query<{ value: string }>(
      `SELECT DISTINCT dims ->> $3::text AS value FROM series
       WHERE project_id = $1 AND event_type = $2 AND measure = $6 AND dims ->> $3::text ILIKE $4
       ORDER BY value LIMIT $5`,
      [projectId, question.event, question.dimension, `%${escapeLike(question.search ?? '')}%`, LIMIT, event.counted],
    )
    return rows.map((row) => row.value)
  } catch (error) {
    throw mapSqlError(error)
  }
}
