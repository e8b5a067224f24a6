import { type MetricQueryInput, type MetricResult, SUMMARY_MAX, type SummaryItem } from '@tidemark/contracts'
import { Batch } from './batch.ts'
import { api } from './client.ts'
import { ApiError } from './errors.ts'

const read = (item: SummaryItem): MetricResult => {
  if (item.ok) return item.result
  throw new ApiError(item.error.code, item.error.message)
}

/** Questions about metrics: all that a page asks in one go is one call. */
export const metrics = new Batch<MetricQueryInput, MetricResult>(SUMMARY_MAX, async (project, queries) => {
  const items = await api.queryMetrics(project, [...queries])
  return items.map((item) => () => read(item))
})
