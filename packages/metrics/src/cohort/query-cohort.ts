import type { CohortQuery, CohortResult } from '@tidemark/contracts'
import type { Pool } from '@tidemark/db'
import { mapSqlError } from '@tidemark/db/sql-errors'
import { type Clock, invalid, systemClock } from '@tidemark/platform'
import { type Calendar, createCalendar } from '../calendar/calendar.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { readThreshold } from '../query/read-threshold.ts'
import { type Freshness, fetchFreshness } from '../query/receipt.ts'
import { createDayOf, dateOfDay } from '../unit-day/fold/day-number.ts'
import { CohortFold, type CohortPlan } from './fold/cohort-fold.ts'
import { gateCohorts } from './fold/gate.ts'
import { formatGroup, formatGroups, sizeOf, type Telling } from './format-cohort.ts'
import { type CohortQuestion, planCohort, planPeriods } from './plan-cohort.ts'
import { readUnitDays } from './read-unit-days.ts'
import { toCohortReceipt } from './receipt.ts'
import { type SplitSets, splitSets } from './split-sets.ts'

/** Counts that one answer may hold in memory. */
const MAX_CELLS = 4_000_000

export interface CohortContext {
  /** the pool for reading */
  readonly pool: Pool
  readonly catalog: Catalog
  readonly clock?: Clock | undefined
  /** fewest people that may be told of where the project does not say; 10 unless told */
  readonly kanonMin?: number
}

export interface CohortProject {
  readonly id: number
  readonly timeZone: string
  readonly weekStart: number
}

interface Asked {
  readonly context: CohortContext
  readonly project: CohortProject
  readonly question: CohortQuestion
  readonly calendar: Calendar
  readonly freshness: Freshness
  /** of the project's calendar, days since 1970-01-01 */
  readonly today: number
  /** fewest people that may be told of; null: nothing asked is personal */
  readonly k: number | null
  readonly sets: SplitSets
  readonly plan: CohortPlan
}

function toPlan({ query }: CohortQuestion, sets: SplitSets, timing: ReturnType<typeof planPeriods>): CohortPlan {
  const { born, returned, part, parts } = sets
  if (parts.length * timing.cohorts * query.periods > MAX_CELLS)
    throw invalid('The breakdown has too many values for so many cohorts. Shorten the range or follow fewer periods.')
  return {
    ...timing,
    followed: query.periods,
    unbounded: query.mode === 'unbounded',
    born,
    returned,
    part,
    parts: Math.max(1, parts.length),
  }
}

async function foldUnitDays({ context, project, sets, plan, today }: Asked): Promise<CohortFold> {
  const fold = new CohortFold(plan)
  const idsWhere = (flags: Uint8Array) => [...sets.ids].filter((_, i) => flags[i] === 1)
  const { starts } = plan.periods
  const request = {
    ids: sets.ids,
    born: idsWhere(sets.born),
    returned: idsWhere(sets.returned),
    from: starts[0]!,
    to: Math.min(today, starts.at(-1)! - 1),
    withFirst: sets.parts.length > 1,
  }
  await readUnitDays(context.pool, project.id, request, (rows) => fold.add(rows))
  return fold
}

function tell({ k, question, sets, plan, today }: Asked, fold: CohortFold) {
  const counts = fold.count()
  const { starts } = plan.periods
  const whole: Telling = {
    plan,
    counts,
    closed: starts.findLastIndex((start) => start <= today),
    begun: starts.filter((start) => start <= today).length,
    gate: null,
  }
  const parts = sets.groups.flatMap((group) => group.parts)
  const groups = [formatGroup(whole, { key: [], role: 'all', parts })]
  if (question.query.breakdown.length > 0) {
    const gate = k === null ? null : gateCohorts(plan, sets.parts, counts, k)
    groups.push(...formatGroups({ ...whole, gate }, sets.groups, question.query.limit))
  }
  const activity = Array.from({ length: plan.cohorts }, (_, i) => ({
    newcomers: sizeOf(whole, parts, i),
    returning: parts.reduce((sum, part) => sum + counts.returning[part * plan.cohorts + i]!, 0),
  }))
  return { groups, activity, closed: whole.closed }
}

async function answer(asked: Asked): Promise<CohortResult> {
  const { context, project, question, calendar, freshness, k, plan } = asked
  const fold = await foldUnitDays(asked)
  const { groups, activity, closed } = tell(asked, fold)
  const { starts } = plan.periods
  const startOf = (day: number) => calendar.startOfDate(dateOfDay(day))
  return {
    cohort: question.id,
    period: question.period,
    mode: question.query.mode,
    periods: question.query.periods,
    cohorts: starts.slice(0, plan.cohorts).map((day, i) => ({
      from: startOf(day),
      to: startOf(starts[i + 1]!),
      date: dateOfDay(day),
      open: i >= closed,
    })),
    groups,
    activity,
    receipt: await toCohortReceipt(context, project, question, { freshness, fold, calendar, k }),
  }
}

/**
 * Cohorts by first event ever and how many of them came back, from unit days, so also of days whose raw events are gone. The
 * work is proportional to the days that actors had, not to events. Members are never listed. See `CohortQuery` and
 * `CohortResult`.
 * @throws TidemarkError not_found (cohort), invalid_input (names, periods, range, event types without unit days), unavailable
 */
export async function queryCohort(
  context: CohortContext,
  project: CohortProject,
  query: CohortQuery,
): Promise<CohortResult> {
  const { pool, catalog, clock = systemClock } = context
  const now = clock()
  const question = planCohort(catalog, query)
  const calendar = createCalendar(project)
  const dayOf = createDayOf(calendar)
  const today = dayOf(now)
  const days = { from: dayOf(query.range.from), to: dayOf(query.range.to - 1), today }
  const timing = planPeriods(question, project.weekStart, days)
  try {
    const freshness = await fetchFreshness(pool, project.id, now)
    const k = question.gated ? await readThreshold(context, project.id) : null
    const sets = await splitSets(pool, catalog, project.id, question)
    const plan = toPlan(question, sets, timing)
    return await answer({ context, project, question, calendar, freshness, today, k, sets, plan })
  } catch (error) {
    throw mapSqlError(error)
  }
}
