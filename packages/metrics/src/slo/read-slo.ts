import { SLI_DEFAULTS, type SloQuery, type SloResult, type SloSpec } from '@tidemark/contracts'
import { notFound, systemClock } from '@tidemark/platform'
import { createCalendar } from '../calendar/calendar.ts'
import type { Declared } from '../catalog/catalog.ts'
import { describeMetric } from '../catalog/describe-metric.ts'
import type { QueryContext, QueryProject } from '../query/query-metric.ts'
import { readThreshold } from '../query/read-threshold.ts'
import { judgeServiceLevel } from '../sli/service-level.ts'
import { type BurnWindow, burnWindowsOf } from './burn-windows.ts'
import { type CountCell, NONE, SUPPRESSED } from './count-cell.ts'
import { countRanges, isGuarded } from './count-events.ts'
import { fetchExcluded } from './excluded-ranges.ts'
import { isBurning, judgeCell, type Objective } from './judge-objective.ts'
import { sloMetrics } from './slo-metrics.ts'
import { sloRanges } from './slo-ranges.ts'
import { sloRange } from './slo-window.ts'

const FORMULAS = {
  burnRate: 'error rate / (1 - objective)',
  errorBudgetBurnPct: 'err% / ((100 - target) + budget) x 100',
}

function judgePair(pair: BurnWindow, inLong: CountCell, inShort: CountCell, objective: Objective) {
  const { longMs, shortMs, burnRate: threshold, severity } = pair
  const [long, short] = [judgeCell(inLong, objective), judgeCell(inShort, objective)]
  return { longMs, shortMs, threshold, severity, long, short, burning: isBurning(long, short, threshold) }
}

/** What the budget of the whole window still held at the end of each day; of none where one of them is kept back. Pure. */
function spendByDay(
  days: readonly { readonly start: number; readonly cell: CountCell }[],
  objective: number,
): SloResult['days'] {
  const counted = days.map(({ cell }) => (cell.state === 'value' ? cell : { good: 0, total: 0 }))
  const isKnown = days.every(({ cell }) => cell.state !== 'suppressed')
  const allowed = counted.reduce((sum, { total }) => sum + total, 0) * (1 - objective)
  let bad = 0
  return days.map(({ start, cell }, i) => {
    bad += counted[i]!.total - counted[i]!.good
    const counts = cell.state === 'value' ? cell : { ...cell, good: null, total: null }
    return { start, ...counts, budgetLeft: isKnown && allowed > 0 ? 1 - bad / allowed : null }
  })
}

/** The number of the workflow documents, with their default budget. */
function compatibleOf(cell: CountCell, objective: number): SloResult['compatible'] {
  const { errorBudgetPct } = SLI_DEFAULTS
  if (cell.state !== 'value') return { errorBudgetPct, errorBudgetBurnPct: null }
  const targets = { successPct: objective * 100, p95Ms: Number.POSITIVE_INFINITY, errorBudgetPct }
  const facts = { succeeded: cell.good, failed: cell.total - cell.good, p95Ms: null }
  return { errorBudgetPct, errorBudgetBurnPct: judgeServiceLevel(facts, targets).errorBudgetBurnPct }
}

/** Counts the stretches of an objective; with people in the question, of whole days, and no windows. */
async function countObjective(
  context: QueryContext,
  project: QueryProject,
  { declared, query, now }: { declared: Declared<SloSpec>; query: SloQuery; now: number },
) {
  const calendar = createCalendar(project)
  const window = query.window ?? declared.spec.window
  const pairs = burnWindowsOf(window)
  const question = { project, metrics: sloMetrics(context.catalog, declared), filters: query.filters }
  const guarded = isGuarded(context, question)
  const { range, windows, days } = sloRanges(sloRange(window, now, calendar), pairs, { calendar, now, guarded })
  const from = Math.min(range.from, ...windows.map((one) => one.from))
  const corrections = await fetchExcluded(context.pool, project.id, declared.id, { from, to: range.to })
  const excluded = guarded ? corrections.map((one) => ({ ...one, ...calendar.snapRange('1d', one) })) : corrections
  const counted = await countRanges(context, { ...question, excluded }, [range, ...windows, ...days])
  const [whole = NONE, ...parts] = counted.counts
  const cellOf = (place: number) => parts[place] ?? NONE
  return {
    ...counted,
    ...question.metrics,
    window,
    range,
    excluded,
    whole,
    pairs: pairs.map((pair, i) => {
      const [long, short] = guarded ? [SUPPRESSED, SUPPRESSED] : [cellOf(2 * i), cellOf(2 * i + 1)]
      return { pair, long, short }
    }),
    days: days.map((day, i) => ({ start: day.from, cell: cellOf(windows.length + i) })),
    k: guarded ? await readThreshold(context, project.id) : null,
  }
}

/**
 * How an objective stands at this moment: counts of its window, what is left of the budget, how fast it burns per pair of
 * windows, and how it was spent day by day. Corrections are left out of all of it. Where a filter is about people, whole days
 * that are over are told, those of too few people are kept back, and a correction leaves out every day that it touches.
 * @throws TidemarkError not_found (objective), invalid_input (filters), unavailable
 */
export async function readSlo(context: QueryContext, project: QueryProject, query: SloQuery): Promise<SloResult> {
  const { catalog, clock = systemClock } = context
  const declared = catalog.slos.get(query.slo)
  if (declared === undefined) throw notFound(`There is no objective ${query.slo}.`)
  const { spec, id } = declared
  const now = clock()
  const told = await countObjective({ ...context, clock: () => now }, project, { declared, query, now })
  const { range, whole } = told
  return {
    slo: id,
    title: spec.title,
    description: spec.description,
    definition: `${describeMetric(told.good.spec)} / ${describeMetric(told.total.spec)}`,
    objective: spec.objective,
    window: told.window,
    range: { ...range },
    state: judgeCell(whole, spec),
    burn: told.pairs.map(({ pair, long, short }) => judgePair(pair, long, short, spec)),
    days: spendByDay(told.days, spec.objective),
    excluded: told.excluded
      .filter(({ from, to }) => from < range.to && to > range.from)
      .map(({ from, to, reason }) => ({ from: Math.max(from, range.from), to: Math.min(to, range.to), reason })),
    compatible: compatibleOf(whole, spec.objective),
    formulas: FORMULAS,
    dataTime: told.dataTime,
    complete: told.complete,
    k: told.k,
  }
}
