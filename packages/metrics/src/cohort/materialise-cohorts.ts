import { CohortDigest, type CohortPeriod, CohortQuery, type CohortSpec } from '@tidemark/contracts'
import { type Pool, type Queryable, withTransaction } from '@tidemark/db'
import { mapSqlError } from '@tidemark/db/sql-errors'
import { type Calendar, createCalendar } from '../calendar/calendar.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { createDayOf, dateOfDay } from '../unit-day/fold/day-number.ts'
import { periodStart } from './fold/periods.ts'
import { queryCohort } from './query-cohort.ts'
import { type CohortTable, writeDigest } from './write-digest.ts'

/** Cohorts of a stored table, and periods that each is followed. */
const PERIODS = 8

export interface MaterialiseContext {
  /** the pool for reading */
  readonly pool: Pool
  /** where tables are written */
  readonly work: Pool
  readonly catalog: Catalog
  /** fewest people that may be told of where the project does not say; 10 unless told */
  readonly kanonMin?: number
}

interface ProjectRow {
  id: number
  timeZone: string
  weekStart: number
}

/** From the first of the last periods to the end of a day. */
function rangeOf(period: CohortPeriod, { weekStart }: ProjectRow, calendar: Calendar, day: number) {
  let first = periodStart(period, weekStart, day)
  for (let i = 1; i < PERIODS; i++) first = periodStart(period, weekStart, first - 1)
  return { from: calendar.startOfDate(dateOfDay(first)), to: calendar.startOfDate(dateOfDay(day + 1)) }
}

/** What is told of a cohort: the whole, and by each dimension that it may be split by, people's properties per week. */
function questionsOf(
  { catalog }: MaterialiseContext,
  spec: CohortSpec,
): { breakdown: string | null; period: CohortPeriod }[] {
  const isPersonal = (name: string) =>
    spec.born.some(({ event }) => catalog.events.get(event)?.spec.dimensions[name]?.personal)
  return [
    { breakdown: null, period: spec.period },
    ...spec.by.map((breakdown) => ({ breakdown, period: isPersonal(breakdown) ? ('week' as const) : spec.period })),
  ]
}

async function computeTables(context: MaterialiseContext, project: ProjectRow, day: number): Promise<CohortTable[]> {
  const calendar = createCalendar(project)
  const asOf = calendar.startOfDate(dateOfDay(day + 1)) - 1
  const reading = { ...context, clock: () => asOf }
  const tables: CohortTable[] = []
  for (const { id, spec } of context.catalog.cohorts.values())
    for (const { breakdown, period } of questionsOf(context, spec)) {
      const query = CohortQuery.parse({
        cohort: id,
        range: rangeOf(period, project, calendar, day),
        period,
        periods: PERIODS,
        breakdown: breakdown === null ? [] : [breakdown],
      })
      tables.push({ cohort: id, breakdown, result: await queryCohort(reading, project, query) })
    }
  return tables
}

const SAVE_TABLES = `
  INSERT INTO cohort_day (project_id, cohort, breakdown, day, computed_at, result)
  SELECT $1, cohort, coalesce(breakdown, ''), $2, $3, result
  FROM jsonb_to_recordset($4::jsonb) AS t (cohort text, breakdown text, result jsonb)
  ON CONFLICT (project_id, cohort, breakdown, day) DO UPDATE SET computed_at = excluded.computed_at, result = excluded.result`
const SAVE_DIGEST = `
  INSERT INTO cohort_digest (project_id, day, computed_at, markdown) VALUES ($1, $2, $3, $4)
  ON CONFLICT (project_id, day) DO UPDATE SET computed_at = excluded.computed_at, markdown = excluded.markdown`

/** Projects that have unit days, and the last day of each that is over and has no digest yet unless `again`. */
async function listDue(db: Queryable, now: number, again: boolean): Promise<{ project: ProjectRow; day: number }[]> {
  const { rows } = await db.query<ProjectRow & { last: string | null }>(
    `SELECT p.id, p.timezone AS "timeZone", p.week_start AS "weekStart",
       (SELECT max(day)::text FROM cohort_digest d WHERE d.project_id = p.id) AS last
     FROM project p WHERE EXISTS (SELECT 1 FROM unit_zone z WHERE z.project_id = p.id) ORDER BY p.id`,
  )
  return rows
    .map(({ last, ...project }) => ({ project, last, day: createDayOf(createCalendar(project))(now) - 1 }))
    .filter(({ last, day }) => again || last === null || last < dateOfDay(day))
}

/**
 * Computes the cohort tables of every project for its last day that is over and stores them with their digest; a day that is
 * there already is left alone unless `again`. Answers the projects done, and what went wrong with others.
 */
export async function materialiseCohorts(
  context: MaterialiseContext,
  { now, projectId, again = false }: { now: number; projectId?: number; again?: boolean },
): Promise<{ projects: number[]; failures: unknown[] }> {
  const due = context.catalog.cohorts.size === 0 ? [] : await listDue(context.pool, now, again)
  const projects: number[] = []
  const failures: unknown[] = []
  for (const { project, day } of due.filter(({ project: { id } }) => projectId === undefined || id === projectId))
    try {
      const tables = await computeTables(context, project, day)
      const date = dateOfDay(day)
      await withTransaction(context.work, async (tx) => {
        await tx.query(SAVE_TABLES, [project.id, date, new Date(now), JSON.stringify(tables)])
        await tx.query(SAVE_DIGEST, [project.id, date, new Date(now), writeDigest(date, tables)])
      })
      projects.push(project.id)
    } catch (error) {
      failures.push(error)
    }
  return { projects, failures }
}

/** The digest of a day (YYYY-MM-DD), or the last one; null where there is none. */
export async function readDigest(pool: Queryable, projectId: number, day: string | null): Promise<CohortDigest | null> {
  try {
    const { rows } = await pool.query<CohortDigest>(
      `SELECT day::text AS day, date_part('epoch', computed_at) * 1000 AS "computedAt", markdown FROM cohort_digest
       WHERE project_id = $1 AND ($2::date IS NULL OR day = $2::date) ORDER BY day DESC LIMIT 1`,
      [projectId, day],
    )
    return rows[0] === undefined ? null : CohortDigest.parse(rows[0])
  } catch (error) {
    throw mapSqlError(error)
  }
}
