import { createHash } from 'node:crypto'
import type { CohortPeriod, CohortQuery, CohortSpec, Match } from '@tidemark/contracts'
import { invalid, notFound } from '@tidemark/platform'
import type { Catalog } from '../catalog/catalog.ts'
import { checkEntry, checkMatches, isPersonal } from '../funnel/check-matches.ts'
import { nextPeriod, type Periods, periodStart } from './fold/periods.ts'

const MAX_COHORTS = 120
/** Days of one actor are bits in memory. */
const MAX_DAYS = 1_500

/** A question about cohorts of which every name is known. */
export interface CohortQuestion {
  /** null: made up by the asker */
  readonly id: string | null
  readonly spec: CohortSpec
  readonly period: CohortPeriod
  readonly query: CohortQuery
  /** a breakdown tells something about people */
  readonly gated: boolean
  /** the same question has the same hash */
  readonly hash: string
}

/** Unit days are only kept of event types that some cohort names. */
function checkUnitDays(catalog: Catalog, matches: readonly Match[]): void {
  for (const { event } of matches) {
    if (catalog.events.get(event)?.unitDays) continue
    const kept = [...catalog.events.values()].filter(({ unitDays }) => unitDays).map(({ type }) => type)
    const names = kept.length > 0 ? kept.join(', ') : 'none'
    throw invalid(`Who sent ${event} on which day is not kept, as no cohort names it. It is of: ${names}.`, {
      details: { event, kept },
    })
  }
}

function specOf(catalog: Catalog, { cohort }: CohortQuery): { id: string | null; spec: CohortSpec } {
  if (typeof cohort === 'string') {
    const declared = catalog.cohorts.get(cohort)
    if (declared === undefined) throw notFound(`There is no cohort ${cohort}.`)
    return { id: declared.id, spec: declared.spec }
  }
  const matches = [...cohort.born, ...cohort.returned]
  checkMatches(catalog, matches)
  checkUnitDays(catalog, matches)
  return { id: null, spec: { kind: 'cohort', title: 'Retention', period: 'week', by: [], ...cohort } }
}

/**
 * Checks a question against the catalog and makes equal questions equal. Pure.
 * @throws TidemarkError not_found (cohort), invalid_input (event, dimension, filter, period)
 */
export function planCohort(catalog: Catalog, query: CohortQuery): CohortQuestion {
  const { id, spec } = specOf(catalog, query)
  checkEntry(catalog, spec.born, query)
  const period = query.period ?? spec.period
  const gated = isPersonal(catalog, spec.born, query.breakdown)
  // Days within weeks within months could be told apart by subtraction.
  if (gated && period !== 'week') throw invalid('A breakdown by something personal is told per week only.')
  const question = { spec, ...query, period, cohort: id }
  return {
    id,
    spec,
    period,
    query,
    gated,
    hash: createHash('sha256').update(catalog.hash).update(JSON.stringify(question)).digest('hex'),
  }
}

/**
 * The periods from the first cohort to the last one that is followed, those not begun left out, and how many have a cohort.
 * Days count from 1970-01-01. Pure.
 * @throws TidemarkError invalid_input (nothing has begun, too many cohorts, too long)
 */
export function planPeriods(
  { period, query }: Pick<CohortQuestion, 'period' | 'query'>,
  weekStart: number,
  { from, to, today }: { from: number; to: number; today: number },
): { periods: Periods; cohorts: number } {
  if (from > today) throw invalid('The range has not begun yet.')
  const starts = [periodStart(period, weekStart, from)]
  let cohorts = 0
  const isFollowed = () => query.mode === 'unbounded' || starts.length < cohorts + query.periods
  for (;;) {
    const start = starts.at(-1)!
    if (start <= Math.min(to, today)) cohorts = starts.length
    else if (start > today || !isFollowed()) break
    starts.push(nextPeriod(period, start))
    if (cohorts > MAX_COHORTS) throw invalid(`The range holds more than ${MAX_COHORTS} cohorts. Shorten it.`)
    if (starts.at(-1)! - starts[0]! > MAX_DAYS + 31)
      throw invalid(`Cohorts may be followed for ${MAX_DAYS} days. Ask for a later range or fewer periods.`)
  }
  return { periods: { starts }, cohorts }
}
