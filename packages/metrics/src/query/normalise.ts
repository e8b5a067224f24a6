import { createHash } from 'node:crypto'
import type { Filter, Formula, MetricQuery, Stat, StoredMetricSpec, Term, Unit } from '@tidemark/contracts'
import { invalid, notFound } from '@tidemark/platform'
import type { Catalog, MetricEntry } from '../catalog/catalog.ts'
import { statsOf } from '../catalog/catalog-view.ts'
import { describeMetric } from '../catalog/describe-metric.ts'
import { currencyDimension } from './currency.ts'
import { mapOperands } from './evaluate-formula.ts'

const DAY_MS = 86_400_000

/** One stream to read under all its conditions; those of one part are added up. `over` is the denominator of a ratio. */
export interface Read {
  readonly part: 'of' | 'over'
  readonly event: string
  /** series.measure: '@actor' and '@session' tell apart */
  readonly measure: string
  readonly filters: readonly Filter[]
  /** dimension that names the currency of what is added up */
  readonly currency: string | null
}

/** A metric that is computed from stored rows on its own, before any arithmetic. */
export interface Operand {
  readonly spec: StoredMetricSpec
  readonly stat: Stat
  readonly reads: readonly Read[]
}

/** What an answer is about, in the words of its declaration. */
export interface Subject {
  readonly id: string
  readonly title: string
  readonly definition: string
  readonly version: number
  readonly unit: Unit
  readonly better: MetricEntry['spec']['better']
  readonly nullPolicy: MetricEntry['spec']['nullPolicy']
}

/** A query whose every name is known to the catalog: arithmetic over operands, each of which is read from stored rows. */
export interface NormalQuery {
  readonly subject: Subject
  readonly stat: Stat
  /** over places in `operands`; a metric that is not derived is its one operand */
  readonly formula: Formula<number>
  readonly operands: readonly Operand[]
  readonly range: { readonly from: number; readonly to: number }
  readonly bucket: MetricQuery['bucket']
  readonly breakdown: readonly string[]
  readonly limit: number
  /** the same question has the same hash */
  readonly hash: string
}

function streamOf(catalog: Catalog, spec: StoredMetricSpec, term: Term): string {
  if (spec.kind === 'distinct') return `@${spec.unitOf}`
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

function normaliseFilters(filters: readonly Filter[]): Filter[] {
  for (const { op, values, dimension } of filters) {
    const needsValues = op === 'in' || op === 'notIn'
    if (needsValues && values.length === 0) throw invalid(`The filter on ${dimension} names no value.`)
    if (!needsValues && values.length > 0) throw invalid(`The filter "${op}" on ${dimension} takes no values.`)
  }
  return filters
    .map((filter): Filter => ({ ...filter, values: [...new Set(filter.values)].sort() }))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}

function toOperand(catalog: Catalog, spec: StoredMetricSpec, stat: Stat, filters: readonly Filter[]): Operand {
  const read = (part: Read['part'], term: Term): Read => ({
    part,
    event: term.event,
    measure: streamOf(catalog, spec, term),
    filters: [...term.where, ...filters],
    currency: currencyDimension(catalog, term),
  })
  const reads = spec.of.map((term) => read('of', term))
  if (spec.kind === 'ratio') reads.push(...spec.over.map((term) => read('over', term)))
  return { spec, stat, reads }
}

/** Collects the operands of formulas; an operand that is named twice is read once. */
class Operands {
  readonly list: Operand[] = []
  readonly #places = new Map<string, number>()

  add(operand: Operand): Formula<number> {
    const { kind } = operand.spec
    const by = operand.spec.kind === 'entropy' ? [operand.spec.by, operand.spec.scale] : []
    const key = JSON.stringify([kind, by, operand.stat, operand.reads])
    const place = this.#places.get(key) ?? this.list.push(operand) - 1
    this.#places.set(key, place)
    return { op: 'metric', metric: place, stat: operand.stat }
  }
}

function toFormula(
  catalog: Catalog,
  metric: MetricEntry,
  stat: Stat,
  filters: readonly Filter[],
  operands: Operands,
): Formula<number> {
  const { spec } = metric
  if (spec.kind !== 'derived') return operands.add(toOperand(catalog, spec, stat, filters))
  return mapOperands(spec.formula, (operand, own) => operands.add(toOperand(catalog, operand, own, filters)))
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
  const stat = chooseStat(metric, query.stat)
  const operands = new Operands()
  const formula = toFormula(catalog, metric, stat, normaliseFilters(query.filters), operands)
  const { title, version, unit, better, nullPolicy } = metric.spec
  const definition = describeMetric(metric.spec, stat)
  const subject = { id: metric.id, title, definition, version, unit, better, nullPolicy }
  const asked = { stat, range: query.range, bucket: query.bucket, breakdown, limit: query.limit }
  const question = { subject, formula, operands: operands.list, ...asked }
  const hash = createHash('sha256').update(catalog.hash).update(JSON.stringify(question)).digest('hex')
  return { ...question, hash }
}
