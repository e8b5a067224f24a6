import type { CohortReceipt, Match } from '@tidemark/contracts'
import type { Queryable } from '@tidemark/db'
import type { Calendar } from '../calendar/calendar.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { describeMatches } from '../funnel/describe-funnel.ts'
import { fetchCoverage } from '../query/coverage.ts'
import type { Freshness } from '../query/receipt.ts'
import { dateOfDay } from '../unit-day/fold/day-number.ts'
import { fetchUnitZones, type UnitZone } from '../unit-day/unit-zone.ts'
import type { CohortFold } from './fold/cohort-fold.ts'
import type { CohortQuestion } from './plan-cohort.ts'

interface Subject {
  readonly id: number
  readonly timeZone: string
  readonly weekStart: number
}

interface Evidence {
  readonly freshness: Freshness
  readonly fold: CohortFold
  readonly calendar: Calendar
  /** fewest people that are told of; null: everybody is */
  readonly k: number | null
}

/** A cohort in words, one line per part. Pure. */
function describeCohort({ spec, period, query }: CohortQuestion): string[] {
  const when = query.mode === 'classic' ? 'in that period' : 'in that period or later'
  return [
    `begins with the first ${describeMatches(spec.born)} ever, by ${period}`,
    `came back: ${describeMatches(spec.returned)} ${when}, on the day of the first event or later`,
    'per actor, as identified at the time of each event: a later login does not join what was anonymous',
  ]
}

/** Days that were cut in an earlier time zone of the project. Pure. */
const zoneNotices = (zones: readonly UnitZone[]): string[] =>
  zones.flatMap(({ fromDay }, i) =>
    i === 0 || fromDay === null ? [] : [`Days before ${fromDay} are those of ${zones[i - 1]!.timeZone}.`],
  )

/** The day from which first events were counted, where it is before the first day of which it is known who sent them. */
async function countedBefore(
  context: { pool: Queryable; catalog: Catalog; clock?: (() => number) | undefined },
  projectId: number,
  born: readonly Match[],
  calendar: Calendar,
  knownFrom: string,
): Promise<string | null> {
  const events = [...new Set(born.map(({ event }) => event))].flatMap((type) => context.catalog.events.get(type) ?? [])
  const now = context.clock?.() ?? Date.now()
  const coverage = await fetchCoverage(context.pool, projectId, events, { from: 0, to: now }, now)
  const counted = coverage === null ? knownFrom : calendar.localDate(coverage.from)
  return counted < knownFrom ? counted : null
}

/** Where the answer comes from, and what has to be known to read it rightly. */
export async function toCohortReceipt(
  context: { pool: Queryable; catalog: Catalog; clock?: (() => number) | undefined },
  project: Subject,
  question: CohortQuestion,
  { freshness, fold, calendar, k }: Evidence,
): Promise<CohortReceipt> {
  const knownFrom = fold.firstDay === null ? null : dateOfDay(fold.firstDay)
  const notices = zoneNotices(await fetchUnitZones(context.pool, project.id))
  if (knownFrom === null) notices.push('Nobody has begun yet.')
  else {
    const { born } = question.spec
    const counted = await countedBefore(context, project.id, born, calendar, knownFrom)
    if (counted !== null)
      notices.push(`Who came from ${counted} until ${knownFrom} is not known: who comes again counts as new.`)
  }
  if (k !== null) notices.push(`Fewer than ${k} people are not told of, nor what is still open.`)
  return {
    title: question.spec.title,
    definition: describeCohort(question),
    dataTime: freshness.dataTime,
    complete: freshness.complete,
    knownFrom,
    timeZone: project.timeZone,
    weekStart: project.weekStart,
    unitDays: fold.rows,
    k,
    revision: freshness.revision,
    planHash: question.hash,
    notices,
  }
}
