import type { FunnelSpec } from '@tidemark/contracts'
import { GRAIN_ID } from '@tidemark/contracts'
import type { Pool, Queryable } from '@tidemark/db'
import { mapSqlError } from '@tidemark/db/sql-errors'
import { type Clock, systemClock } from '@tidemark/platform'
import { type Calendar, createCalendar } from '../calendar/calendar.ts'
import type { Catalog, Declared } from '../catalog/catalog.ts'
import { retentionOf, type ScanContext } from '../scan/scan-events.ts'
import { isPersonal } from './check-matches.ts'
import { samplingProblem } from './fold/sampling.ts'
import { type FunnelDay, restateDay } from './restate-day.ts'

const DAY_MS = 86_400_000

export interface RestateContext extends ScanContext {
  /** where counts are written */
  readonly work: Pool
  readonly catalog: Catalog
  readonly clock?: Clock | undefined
}

export interface RestateProject {
  readonly id: number
  readonly timeZone: string
  readonly weekStart: number
  readonly rawRetentionDays: number | null
}

// Day rows are written by one worker at a time per project, under rising revisions.
const REVISIONS = `
  SELECT date_part('epoch', r.bucket) * 1000 AS start, max(r.revision) AS revision FROM series s
  JOIN rollup r ON r.series_id = s.id AND r.grain = $3 AND r.bucket >= $4 AND r.bucket < $5
  WHERE s.project_id = $1 AND s.event_type = ANY($2) GROUP BY 1`

/** The last revision of the stored days of some event types, by the start of the day. */
async function fetchRevisions(
  db: Queryable,
  projectId: number,
  events: readonly string[],
  range: { from: number; to: number },
): Promise<Map<number, number>> {
  const { rows } = await db.query<{ start: number; revision: number }>(REVISIONS, [
    projectId,
    events,
    GRAIN_ID['1d'],
    new Date(range.from),
    new Date(range.to),
  ])
  return new Map(rows.map(({ start, revision }) => [start, revision]))
}

type Stored = ReadonlyMap<string, { readonly revision: number; readonly matured: boolean }>

async function fetchStored(db: Queryable, projectId: number, funnel: string, from: string): Promise<Stored> {
  const { rows } = await db.query<{ day: string; revision: number; matured: boolean }>(
    'SELECT day::text AS day, revision, matured FROM funnel_day WHERE project_id = $1 AND funnel = $2 AND day >= $3',
    [projectId, funnel, from],
  )
  return new Map(rows.map(({ day, ...rest }) => [day, rest]))
}

/** Of dimensions that tell something about people nothing is stored. */
const storedBreakdown = (catalog: Catalog, { breakdowns, steps }: FunnelSpec): string[] =>
  breakdowns.filter((name) => !isPersonal(catalog, steps[0]?.of ?? [], [name]))

/** The days that raw still holds whole and whose counts are missing, may still grow, or were counted before something changed. */
function staleDays(
  catalog: Catalog,
  { id, spec }: Declared<FunnelSpec>,
  calendar: Calendar,
  state: { now: number; from: number; revisions: ReadonlyMap<number, number>; stored: Stored },
): FunnelDay[] {
  const breakdown = storedBreakdown(catalog, spec)
  return calendar.buckets('1d', state.from, state.now).flatMap((start): FunnelDay[] => {
    const range = { from: start, to: calendar.nextBucket('1d', start) }
    const reach = [start - spec.withinMs, range.to + spec.withinMs] as const
    const touching = [...state.revisions].filter(([day]) => day > reach[0] - DAY_MS && day <= reach[1])
    const revision = touching.reduce((last, [, one]) => Math.max(last, one), 0)
    const date = calendar.localDate(start)
    const matured = range.to + spec.withinMs < state.now
    const known = state.stored.get(date)
    const isFresh = known !== undefined && known.revision >= revision && known.matured === matured
    return isFresh || (known === undefined && revision === 0)
      ? []
      : [{ id, spec, breakdown, date, range, revision, matured }]
  })
}

async function restateFunnel(
  context: RestateContext,
  project: RestateProject,
  funnel: Declared<FunnelSpec>,
  now: number,
): Promise<number> {
  const calendar = createCalendar(project)
  const { spec } = funnel
  const specOf = (event: string) => context.catalog.events.get(event)?.spec
  const stepMatches = spec.steps.map(({ of }) => of)
  if (samplingProblem(stepMatches, spec.exclude, specOf) !== null) return 0
  const oldest = now - retentionOf(context, project) * DAY_MS
  const from = calendar.nextBucket('1d', oldest)
  const events = [...new Set([...stepMatches.flat(), ...spec.exclude].map(({ event }) => event))]
  const range = { from: from - spec.withinMs - DAY_MS, to: now + DAY_MS }
  const revisions = await fetchRevisions(context.pool, project.id, events, range)
  if (revisions.size === 0) return 0
  const stored = await fetchStored(context.pool, project.id, funnel.id, calendar.localDate(from))
  const days = staleDays(context.catalog, funnel, calendar, { now, from, revisions, stored })
  for (const day of days) await restateDay(context, project, day, now)
  return days.length
}

/**
 * Counts again every day of every declared funnel that may have changed: its units may still go on, or events of it came
 * late. Days older than raw events keep what they are. Answers how many days were counted.
 * @throws TidemarkError unavailable, AggregateError of what failed after all else was counted
 */
export async function restateFunnels(context: RestateContext): Promise<number> {
  const now = (context.clock ?? systemClock)()
  const { catalog, pool } = context
  try {
    const { rows: projects } = await pool.query<RestateProject>(
      'SELECT id, timezone AS "timeZone", week_start AS "weekStart", raw_retention_days AS "rawRetentionDays" FROM project',
    )
    let days = 0
    const failures: unknown[] = []
    // One funnel that cannot be counted must not cost the others theirs.
    for (const project of projects)
      for (const funnel of catalog.funnels.values())
        await restateFunnel(context, project, funnel, now).then(
          (counted) => {
            days += counted
          },
          (error: unknown) => failures.push(error),
        )
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} funnels could not be counted`)
    return days
  } catch (error) {
    throw mapSqlError(error)
  }
}
