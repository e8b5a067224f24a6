import { SLI_DEFAULTS, type SloQuery, type SloResult } from '@tidemark/contracts'
import { notFound, systemClock } from '@tidemark/platform'
import { type Calendar, createCalendar } from '../calendar/calendar.ts'
import type { TimeRange } from '../calendar/calendar-types.ts'
import { describeMetric } from '../catalog/describe-metric.ts'
import type { QueryContext, QueryProject } from '../query/query-metric.ts'
import { judgeServiceLevel } from '../sli/service-level.ts'
import { type BurnWindow, burnWindowsOf } from './burn-windows.ts'
import { type CountQuestion, countRanges } from './count-events.ts'
import { fetchExcluded } from './excluded-ranges.ts'
import { type EventCounts, isBurning, judgeObjective, type Objective } from './judge-objective.ts'
import { sloMetrics } from './slo-metrics.ts'
import { sloRange } from './slo-window.ts'

const MINUTE_MS = 60_000
const FORMULAS = {
  burnRate: 'error rate / (1 - objective)',
  errorBudgetBurnPct: 'err% / ((100 - target) + budget) x 100',
}

const stateOf = (counts: EventCounts, objective: Objective) => ({ ...counts, ...judgeObjective(counts, objective) })

const NONE: EventCounts = { good: 0, total: 0 }

function judgePair(pair: BurnWindow, inLong: EventCounts, inShort: EventCounts, objective: Objective) {
  const { longMs, shortMs, burnRate: threshold, severity } = pair
  const [long, short] = [stateOf(inLong, objective), stateOf(inShort, objective)]
  return { longMs, shortMs, threshold, severity, long, short, burning: isBurning(long, short, threshold) }
}

/** The last `length` ms, from a whole minute on. */
const last = (length: number, now: number): TimeRange => ({
  from: Math.floor((now - length) / MINUTE_MS) * MINUTE_MS,
  to: now,
})

function daysOf(calendar: Calendar, { from, to }: TimeRange): TimeRange[] {
  return calendar
    .buckets('1d', from, to)
    .map((start) => ({ from: Math.max(start, from), to: Math.min(to, calendar.nextBucket('1d', start)) }))
}

/** What the budget of the whole window still held at the end of each day. Pure. */
export function spendByDay(
  days: readonly (EventCounts & { readonly start: number })[],
  objective: number,
): SloResult['days'] {
  const allowed = days.reduce((sum, day) => sum + day.total, 0) * (1 - objective)
  let bad = 0
  return days.map(({ start, good, total }) => {
    bad += total - good
    return { start, good, total, budgetLeft: allowed === 0 ? null : 1 - bad / allowed }
  })
}

/** The number of the workflow documents, with their default budget. */
function compatibleOf({ good, total }: EventCounts, objective: number): SloResult['compatible'] {
  const { errorBudgetPct } = SLI_DEFAULTS
  const targets = { successPct: objective * 100, p95Ms: Number.POSITIVE_INFINITY, errorBudgetPct }
  const facts = { succeeded: good, failed: total - good, p95Ms: null }
  return { errorBudgetPct, errorBudgetBurnPct: judgeServiceLevel(facts, targets).errorBudgetBurnPct }
}

/**
 * How an objective stands at this moment: counts of its window, what is left of the budget, how fast it burns per pair of
 * windows, and how it was spent day by day. Corrections are left out of all of it.
 * @throws TidemarkError not_found (objective), invalid_input (filters), unavailable
 */
export async function readSlo(context: QueryContext, project: QueryProject, query: SloQuery): Promise<SloResult> {
  const { catalog, pool, clock = systemClock } = context
  const declared = catalog.slos.get(query.slo)
  if (declared === undefined) throw notFound(`There is no objective ${query.slo}.`)
  const { spec, id } = declared
  const now = clock()
  const at = { ...context, clock: () => now }
  const calendar = createCalendar(project)
  const window = query.window ?? spec.window
  const range = sloRange(window, now, calendar)
  const pairs = burnWindowsOf(window)
  const longest = Math.max(now - range.from, ...pairs.map(({ longMs }) => longMs + MINUTE_MS))
  const excluded = await fetchExcluded(pool, project.id, id, { from: now - longest, to: now })
  const metrics = sloMetrics(catalog, declared)
  const days = daysOf(calendar, range)
  const windows = pairs.flatMap(({ longMs, shortMs }) => [last(longMs, now), last(shortMs, now)])
  const question: CountQuestion = { project, metrics, filters: query.filters, excluded }
  const { counts, dataTime, complete } = await countRanges(at, question, [range, ...windows, ...days])
  const [whole = NONE, ...parts] = counts
  const byDay = days.map((day, i) => ({ start: day.from, ...(parts[windows.length + i] ?? NONE) }))
  return {
    slo: id,
    title: spec.title,
    description: spec.description,
    definition: `${describeMetric(metrics.good.spec)} / ${describeMetric(metrics.total.spec)}`,
    objective: spec.objective,
    window,
    range: { ...range },
    state: stateOf(whole, spec),
    burn: pairs.map((pair, i) => judgePair(pair, parts[2 * i] ?? NONE, parts[2 * i + 1] ?? NONE, spec)),
    days: spendByDay(byDay, spec.objective),
    excluded: excluded
      .filter(({ from, to }) => from < range.to && to > range.from)
      .map(({ from, to, reason }) => ({ from: Math.max(from, range.from), to: Math.min(to, range.to), reason })),
    compatible: compatibleOf(whole, spec.objective),
    formulas: FORMULAS,
    dataTime,
    complete,
  }
}
