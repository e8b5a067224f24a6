import { createHash } from 'node:crypto'
import type { Filter, MetricQuery, Stat, StoredMetricSpec, Term } from '@tidemark/contracts'
import { invalid, notFound } from '@tidemark/platform'
import type { Catalog, MetricEntry } from '../catalog/catalog.ts'
import { statsOf } from '../catalog/catalog-view.ts'

const DAY_MS = 86_400_000

/** One stream to read under all its conditions; those of one part are added up. `over` is the denominator of a ratio. */
export interface Read {
  readonly part: 'of' | 'over'
  readonly event: string
  /** series.measure: '@actor' and '@session' tell apart */
  readonly measure: string
  readonly filters: readonly Filter[]
}

/** A query whose every name is known to the catalog. */
export interface NormalQuery {
  readonly metric: MetricEntry
  readonly spec: StoredMetricSpec
  readonly stat: Stat
  readonly range: { readonly from: number; readonly to: number }
  readonly bucket: MetricQuery['bucket']
  readonly breakdown: readonly string[]
  readonly limit: number
  readonly reads: readonly Read[]
  /** the same question has the same hash */
  readonly hash: string
}

function streamOf(catalog: Catalog, metric: MetricEntry, term: Term): string {
  if (metric.spec.kind === 'distinct') return `@${metric.spec.unitOf}`
  return term.measure ?? catalog.events.get(term.event)?.counted ?? ''
}

function chooseStat(metric: MetricEntry, stat: Stat): Stat {
  const stats = statsOf(metric)
  if (stat === 'value') return stats[0] ?? 'value'
  if (!stats.includes(stat)) throw invalid(`${metric.id} can be asked for ${stats.join(', ')}, not ${stat}.`)
  return stat
}

function checkDimensions(metric: MetricEntry, names: readonly string[]): void {
  for (const name of names) {
    if (metric.dimensions.includes(name)) continue
    const known = metric.dimensions.length > 0 ? metric.dimensions.join(', ') : 'none'
    throw invalid(`${metric.id} has no dimension ${name}. It has: ${known}.`)
  }
}

function checkFilters(filters: readonly Filter[]): void {
  for (const { op, values, dimension } of filters) {
    const needsValues = op === 'in' || op === 'notIn'
    if (needsValues && values.length === 0) throw invalid(`The filter on ${dimension} names no value.`)
    if (!needsValues && values.length > 0) throw invalid(`The filter "${op}" on ${dimension} takes no values.`)
  }
}

/**
 * Checks a query against the catalog and makes equal questions equal. Pure.
 * @throws TidemarkError not_found (metric), invalid_input (stat, dimension, filter, range length)
 */
export function normaliseQuery(catalog: Catalog, query: MetricQuery, limits: { maxRangeDays: number }): NormalQuery {
  const metric = catalog.metrics.get(query.metric)
  if (metric === undefined) throw notFound(`There is no metric ${query.metric}.`)
  const days = (query.range.to - query.range.from) / DAY_MS
  if (days > limits.maxRangeDays) throw invalid(`A range may span at most ${limits.maxRangeDays} days.`)
  const breakdown = [...new Set(query.breakdown)]
  checkDimensions(metric, [...breakdown, ...query.filters.map((filter) => filter.dimension)])
  checkFilters(query.filters)
  const stat = chooseStat(metric, query.stat)
  const filters = query.filters
    .map((filter): Filter => ({ ...filter, values: [...new Set(filter.values)].sort() }))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  const read = (part: Read['part'], term: Term): Read => ({
    part,
    event: term.event,
    measure: streamOf(catalog, metric, term),
    filters: [...term.where, ...filters],
  })
  const { spec } = metric
  if (spec.kind === 'derived') throw invalid(`${metric.id} is arithmetic over other metrics: ask for those.`)
  const reads = spec.of.map((term) => read('of', term))
  if (spec.kind === 'ratio') reads.push(...spec.over.map((term) => read('over', term)))
  const question = {
    metric: metric.id,
    stat,
    range: query.range,
    bucket: query.bucket,
    breakdown,
    limit: query.limit,
    reads,
  }
  const hash = createHash('sha256').update(catalog.hash).update(JSON.stringify(question)).digest('hex')
  return { ...question, metric, spec, hash }
}
