import type { MetricQuery, MetricResult, QueryFilter } from '@tidemark/contracts'
import type { TimeRange } from '../calendar/calendar-types.ts'
import type { MetricEntry } from '../catalog/catalog.ts'
import { type QueryContext, type QueryProject, queryMetric } from '../query/query-metric.ts'
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

/** Asks a metric that no pack declares under its own name, through the one query path. */
function ask(
  context: QueryContext,
  { project, filters }: CountQuestion,
  metric: MetricEntry,
  range: TimeRange,
  bucket: MetricQuery['bucket'],
): Promise<MetricResult> {
  const catalog = { ...context.catalog, metrics: new Map([[metric.id, metric]]) }
  const query = { metric: metric.id, range, bucket, filters: [...filters] }
  return queryMetric({ ...context, catalog }, project, { stat: 'value', breakdown: [], limit: 1, ...query })
}

/** Where one of the two is kept back, neither is told: good events that are hidden are no failures. */
async function countPiece(context: QueryContext, question: CountQuestion, range: TimeRange): Promise<EventCounts> {
  const { good, total } = question.metrics
  const [of, all] = await Promise.all(
    [good, total].map(async (metric) => (await ask(context, question, metric, range, 'total')).groups[0]),
  )
  if (of?.totalState === 'suppressed' || all?.totalState === 'suppressed') return { good: 0, total: 0 }
  return { good: of?.total ?? 0, total: all?.total ?? 0 }
}

/** Good and total events of a range without the stretches that do not count. */
export async function countEvents(
  context: QueryContext,
  question: CountQuestion,
  range: TimeRange,
): Promise<EventCounts> {
  const pieces = withoutRanges(range, question.excluded)
  const counts = await Promise.all(pieces.map((piece) => countPiece(context, question, piece)))
  return counts.reduce((sum, { good, total }) => ({ good: sum.good + good, total: sum.total + total }), {
    good: 0,
    total: 0,
  })
}

/** Freshness of what was counted, from an answer over the range. */
export async function freshnessOf(
  context: QueryContext,
  question: CountQuestion,
  range: TimeRange,
): Promise<Pick<MetricResult['receipt'], 'dataTime' | 'complete' | 'definition'>> {
  const { receipt } = await ask(context, question, question.metrics.total, range, 'total')
  return receipt
}
