import type {
  CohortResult,
  FunnelResult,
  MetricQuery,
  MetricResult,
  SloResult,
  StallResult,
  TimeRange,
} from '@tidemark/contracts'
import { type QueryContext, type QueryProject, queryCohort, queryMetric, readSlo } from '@tidemark/metrics'
import { queryFunnel } from '@tidemark/metrics/funnel/query-funnel'
import { queryStall } from '@tidemark/metrics/stall/query-stall'

/** The answers of the product that are checked. */
export interface Product {
  readonly ask: (query: MetricQuery) => Promise<MetricResult>
  readonly funnel: (id: string, range: TimeRange, breakdown: readonly string[]) => Promise<FunnelResult>
  readonly stall: (id: string, range: TimeRange) => Promise<StallResult>
  readonly retention: (id: string, range: TimeRange) => Promise<CohortResult>
  readonly slo: (id: string) => Promise<SloResult>
}

/** Asks as a page would, but nothing is kept between two questions. */
export function askProduct(context: QueryContext, project: QueryProject): Product {
  const all = { filters: [], limit: 50 }
  const byDay = { period: 'day', periods: 8, mode: 'classic', breakdown: [] as string[] } as const
  return {
    ask: (query) => queryMetric(context, project, query),
    funnel: (funnel, range, breakdown) =>
      queryFunnel(context, project, { ...all, funnel, range, breakdown: [...breakdown], bucket: 'total' }),
    stall: (stall, range) => queryStall(context, project, { ...all, stall, range, breakdown: [] }),
    retention: (cohort, range) => queryCohort(context, project, { ...all, ...byDay, breakdown: [], cohort, range }),
    slo: (slo) => readSlo(context, project, { slo, filters: [] }),
  }
}
