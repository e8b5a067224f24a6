import type { MetricQuery, MetricResult, QueryFilter, SummaryItem } from '@tidemark/contracts'
import { TidemarkError } from '@tidemark/platform'
import type { TimeRange } from '../calendar/calendar-types.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { guardsOf } from '../privacy/guard.ts'
import { normaliseQuery } from '../query/normalise.ts'
import type { QueryContext, QueryProject } from '../query/query-context.ts'
import { querySummary } from '../query/query-summary.ts'
import { withoutRanges } from './corrections.ts'
import { addCells, type CountCell, NONE, SUPPRESSED } from './count-cell.ts'
import type { SloMetrics } from './slo-metrics.ts'

/** Whose events are counted, and which of them. */
export interface CountQuestion {
  readonly project: QueryProject
  readonly metrics: SloMetrics
  readonly filters: readonly QueryFilter[]
  readonly excluded: readonly TimeRange[]
}

/** What was counted in each of some ranges, and how fresh it is. */
export interface Counted {
  readonly counts: readonly CountCell[]
  readonly dataTime: number | null
  readonly complete: boolean
}

const toQuery = (metric: string, range: TimeRange, filters: readonly QueryFilter[]): MetricQuery => ({
  metric,
  range,
  filters: [...filters],
  stat: 'value',
  bucket: 'total',
  breakdown: [],
  limit: 1,
})

/** The two numbers under names that no pack declares. */
const catalogOf = ({ catalog }: Pick<QueryContext, 'catalog'>, { good, total }: SloMetrics): Catalog => ({
  ...catalog,
  metrics: new Map([good, total].map((metric) => [metric.id, metric])),
})

/**
 * Whether what is asked tells something about people: then the gate looks at it, and whole days only are told. Pure.
 * @throws TidemarkError invalid_input (filters)
 */
export function isGuarded(
  context: Pick<QueryContext, 'catalog'>,
  { project, metrics, filters }: Omit<CountQuestion, 'excluded'>,
): boolean {
  const catalog = catalogOf(context, metrics)
  const limits = { maxRangeDays: 1, timeZone: project.timeZone }
  return [metrics.good, metrics.total].some(({ id }) => {
    const query = normaliseQuery(catalog, toQuery(id, { from: 0, to: 1 }, filters), limits)
    return guardsOf(catalog, query).length > 0
  })
}

function resultOf(item: SummaryItem): MetricResult {
  if (item.ok) return item.result
  const { code, message, details } = item.error
  throw new TidemarkError(code, message, { details: details as Record<string, unknown> })
}

/** Where one of the two is kept back, neither is told: good events that are hidden are no failures. */
function toCell(good: MetricResult, total: MetricResult): CountCell {
  const [of, all] = [good.groups[0], total.groups[0]]
  if (of?.totalState === 'suppressed' || all?.totalState === 'suppressed') return SUPPRESSED
  if (all === undefined || all.total === null) return NONE
  return { state: 'value', good: of?.total ?? 0, total: all.total }
}

/**
 * Good and total events of each range, without the stretches that do not count: all of it asked at once, through the one
 * query path, under names that no pack declares.
 * @throws TidemarkError of the first question that could not be answered
 */
export async function countRanges(
  context: QueryContext,
  { project, metrics, filters, excluded }: CountQuestion,
  ranges: readonly TimeRange[],
): Promise<Counted> {
  const { good, total } = metrics
  const catalog = catalogOf(context, metrics)
  const pieces = ranges.flatMap((range, place) => withoutRanges(range, excluded).map((piece) => ({ place, piece })))
  const queries = pieces.flatMap(({ piece }) => [good.id, total.id].map((id) => toQuery(id, piece, filters)))
  const results = (await querySummary({ ...context, catalog }, project, queries)).map(resultOf)
  const counted = pieces.map(({ place }, i) => ({ place, cell: toCell(results[2 * i]!, results[2 * i + 1]!) }))
  const [first] = results
  return {
    counts: ranges.map((_, place) =>
      counted.filter((one) => one.place === place).reduce((sum, { cell }) => addCells(sum, cell), NONE),
    ),
    dataTime: first?.receipt.dataTime ?? null,
    complete: first?.receipt.complete ?? true,
  }
}
