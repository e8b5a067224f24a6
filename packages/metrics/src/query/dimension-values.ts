import { GRAIN_ID } from '@tidemark/contracts'
import { mapSqlError } from '@tidemark/db/sql-errors'
import { invalid, notFound } from '@tidemark/platform'
import type { EventEntry } from '../catalog/catalog.ts'
import { crowdOf, type People } from '../privacy/people.ts'
import type { QueryContext } from './query-context.ts'
import { readThreshold } from './read-threshold.ts'

const LIMIT = 50
/** Rows of weeks, the newest, in which people behind values are looked for. Fewer rows name fewer values, never more. */
const MAX_ROWS = 20_000

type Context = Pick<QueryContext, 'pool' | 'catalog' | 'kanonMin'>

const escapeLike = (text: string) => text.replace(/[\\%_]/g, (found) => `\\${found}`)

const SELECT = `
  SELECT DISTINCT dims ->> $3::text AS value FROM series
  WHERE project_id = $1 AND event_type = $2 AND measure = $5 AND dims ->> $3::text ILIKE $4
  ORDER BY value LIMIT $6`

const SELECT_PEOPLE = `
  SELECT s.dims ->> $3::text AS value, r.actors, r.sessions FROM series s JOIN rollup r ON r.series_id = s.id AND r.grain = $6
  WHERE s.project_id = $1 AND s.event_type = $2 AND s.measure = $5 AND s.dims ->> $3::text ILIKE $4
    AND r.actors IS NOT NULL AND r.sessions IS NOT NULL
  ORDER BY r.bucket DESC LIMIT $7`

type Asked = readonly [projectId: number, event: string, dimension: string, pattern: string, counted: string]

/** Values that at least k people had, by the sets that stored weeks keep of them: a name of few people is not told. */
async function valuesOfCrowds(context: Context, asked: Asked): Promise<string[]> {
  const crowd = crowdOf(await readThreshold(context, asked[0]))
  const { rows } = await context.pool.query<{ value: string } & Pick<People, 'actors' | 'sessions'>>(SELECT_PEOPLE, [
    ...asked,
    GRAIN_ID['1w'],
    MAX_ROWS,
  ])
  const people = new Map<string, People[]>()
  for (const { value, actors, sessions } of rows) {
    const cells = people.get(value) ?? []
    people.set(value, cells)
    cells.push({ actors, sessions, amount: null })
  }
  return [...people]
    .filter(([, cells]) => crowd.isSafe(cells))
    .map(([value]) => value)
    .sort()
    .slice(0, LIMIT)
}

const isPersonal = ({ spec }: EventEntry, dimension: string) => spec.dimensions[dimension]?.personal === true

/**
 * Values that a kept dimension has had, those containing `search`, at most 50, in order. Of a dimension classed personal only
 * those that enough people had, as soon as their week is merged.
 * @throws TidemarkError not_found (event type), invalid_input (dimension)
 */
export async function dimensionValues(
  context: Context,
  projectId: number,
  question: { event: string; dimension: string; search?: string | undefined },
): Promise<string[]> {
  const { dimension, search = '' } = question
  const event = context.catalog.events.get(question.event)
  if (event === undefined) throw notFound(`There is no event type ${question.event}.`)
  if (!event.kept.includes(dimension)) throw invalid(`${question.event} keeps no dimension ${dimension}.`)
  const asked: Asked = [projectId, question.event, dimension, `%${escapeLike(search)}%`, event.counted]
  try {
    if (isPersonal(event, dimension)) return await valuesOfCrowds(context, asked)
    const { rows } = await context.pool.query<{ value: string }>(SELECT, [...asked, LIMIT])
    return rows.map((row) => row.value)
  } catch (error) {
    throw mapSqlError(error)
  }
}
