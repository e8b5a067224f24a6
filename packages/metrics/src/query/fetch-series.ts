import type { Filter } from '@tidemark/contracts'
import type { Queryable } from '@tidemark/db'
import type { Read } from './normalise.ts'

/** A series that matches a read, and its values of the dimensions asked for. */
export interface MatchedSeries {
  id: number
  /** null: the event did not carry the dimension */
  key: (string | null)[]
}

/** A filter as SQL over series.dims with its parameters appended; dimension names are parameters too. */
function filterSql(filter: Filter, params: unknown[]): string {
  const dimension = `dims ->> $${params.push(filter.dimension)}::text`
  switch (filter.op) {
    case 'exists':
      return `${dimension} IS NOT NULL`
    case 'missing':
      return `${dimension} IS NULL`
    case 'in':
      return `${dimension} = ANY($${params.push(filter.values)}::text[])`
    case 'notIn':
      return `${dimension} <> ALL($${params.push(filter.values)}::text[])`
  }
}

/** The series of a read, with the values of `dimensions` in that order. */
export async function fetchSeries(
  db: Queryable,
  projectId: number,
  read: Pick<Read, 'event' | 'measure' | 'filters'>,
  dimensions: readonly string[],
): Promise<MatchedSeries[]> {
  const params: unknown[] = [projectId, read.event, read.measure]
  const where = read.filters.map((filter) => ` AND ${filterSql(filter, params)}`).join('')
  const keys = dimensions.map((name) => `, dims ->> $${params.push(name)}::text`).join('')
  const { rows } = await db.query<[number, ...(string | null)[]]>({
    text: `SELECT id${keys} FROM series WHERE project_id = $1 AND event_type = $2 AND measure = $3${where}`,
    values: params,
    rowMode: 'array',
  })
  return rows.map(([id, ...key]) => ({ id, key }))
}
