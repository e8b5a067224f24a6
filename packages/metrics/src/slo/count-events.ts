import type { MetricQuery, MetricResult, QueryFilter, SummaryItem } from '@tidemark/contracts'
import { TidemarkError } from '@tidemark/platform'
import type { TimeRange } from '../calendar/calendar-types.ts'
import type { QueryContext, QueryProject } from '../query/query-context.ts'
import { querySummary } from '../query/query-summary.ts'
import { withoutRanges } from './corrections.ts'
import type { EventCounts } from './judge-objective.ts'
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
  readonly counts: readonly EventCounts[]
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

function resultOf(item: SummaryItem): MetricResult {
  if (item.ok) return item.result
  const { code, message, details } = item.error
  throw new TidemarkError(code, message, { details: details as Record<string, unknown> })
}

/** Where one of the two is kept back, neither is told: good events that are hidden are no failures. */
function toCounts(good: MetricResult, total: MetricResult): EventCounts {
  const [of, all] = [good.groups[0], total.groups[0]]
  if (of?.totalState === 'suppressed' || all?.totalState === 'suppressed') return { good: 0, total: 0 }
  return { good: of?.total ?? 0, total: all?.total ?? 0 }
}

const addUp = (counts: readonly EventCounts[]): EventCounts =>
  counts.reduce((sum, { good, total }) => ({ good: sum.good + good, total: sum.total + total }), { good: 0, total: 0 })

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
  const catalog = { ...context.catalog, metrics: new Map([good, total].map((metric) => [metric.id, metric])) }
  const pieces = ranges.flatMap((range, place) => withoutRanges(range, excluded).map((piece) => ({ place, piece })))
  const queries = pieces.flatMap(({ piece }) => [good.id, total.id].map((id) => toQuery(id, piece, filters)))
  const results = (await querySummary({ ...context, catalog }, project, queries)).map(resultOf)
  const counted = pieces.map(({ place }, i) => ({ place, ...toCounts(results[2 * i]!, results[2 * i + 1]!) }))
  const [first] = results
  return {
    counts: ranges.map((_, place) => addUp(counted.filter((one) => one.place === place))),
    dataTime: first?.receipt.dataTime ?? null,
    complete: first?.receipt.complete ?? true,
  }
}
