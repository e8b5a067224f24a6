import { createHash } from 'node:crypto'
import type {
  AnyQuery,
  Compare,
  Filter,
  Formula,
  FormulaQuery,
  MetricQuery,
  Stat,
  StoredMetricSpec,
  Term,
  Unit,
} from '@tidemark/contracts'
import { invalid, notFound } from '@tidemark/platform'
import { isTimeZone } from '../calendar/calendar.ts'
import type { Catalog, MetricEntry } from '../catalog/catalog.ts'
import { statsOf } from '../catalog/catalog-view.ts'
import { describeFilter, describeMetric } from '../catalog/describe-metric.ts'
import { currencyDimension } from './currency.ts'
import { mapOperands } from './evaluate-formula.ts'
import { parseFormula } from './parse-formula.ts'

const DAY_MS = 86_400_000
/** What an answer to a formula is called. */
const FORMULA_ID = 'formula'

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
  readonly bucket: AnyQuery['bucket']
  /** of the answer's hours, days and weeks */
  readonly timeZone: string
  readonly compare: Compare | null
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
    const { spec, stat, reads } = operand
    const own = spec.kind === 'entropy' ? [spec.by, spec.scale] : spec.kind === 'within' ? [spec.atMost] : []
    const key = JSON.stringify([spec.kind, spec.nullPolicy, spec.coveredBy, own, stat, reads])
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

function findMetric(catalog: Catalog, id: string): MetricEntry {
  const metric = catalog.metrics.get(id)
  if (metric === undefined) throw notFound(`There is no metric ${id}.`)
  return metric
}

/** What is asked, before range and buckets: a declared metric or arithmetic over some. */
interface Asked {
  readonly subject: Subject
  readonly stat: Stat
  readonly formula: Formula<number>
}

function askMetric(catalog: Catalog, query: MetricQuery, operands: Operands): Asked {
  const metric = findMetric(catalog, query.metric)
  checkDimensions(metric, dimensionsIn(query))
  const stat = chooseStat(metric, query.stat)
  const { title, version, unit, better, nullPolicy } = metric.spec
  const definition = describeMetric(metric.spec, stat)
  return {
    subject: { id: metric.id, title, definition, version, unit, better, nullPolicy },
    stat,
    formula: toFormula(catalog, metric, stat, normaliseFilters(query.filters), operands),
  }
}

function askFormula(catalog: Catalog, query: FormulaQuery, operands: Operands): Asked {
  const words: string[] = []
  const parts = new Map(
    Object.entries(query.operands).map(([name, { metric: id, stat, filters }]) => {
      const metric = findMetric(catalog, id)
      checkDimensions(metric, [...dimensionsIn(query), ...filters.map((filter) => filter.dimension)])
      const own = chooseStat(metric, stat)
      const where = filters.map(describeFilter).join(' and ')
      words.push(`${name} = ${describeMetric(metric.spec, own)}${where === '' ? '' : ` where ${where}`}`)
      const read = () => toFormula(catalog, metric, own, normaliseFilters([...filters, ...query.filters]), operands)
      return [name, read] as const
    }),
  )
  const parsed = parseFormula(query.formula, parts.keys())
  const formula = mapOperands(parsed, (name) => parts.get(name)!())
  if (operands.list.length === 0) throw invalid('The formula names no operand.')
  const { unit, nullPolicy, title = query.formula } = query
  const definition = `${query.formula}, ${words.join(', ')}`
  return {
    subject: { id: FORMULA_ID, title, definition, version: 1, unit, better: 'neither', nullPolicy },
    stat: 'value',
    formula,
  }
}

const dimensionsIn = ({ breakdown, filters }: AnyQuery): string[] => [
  ...breakdown,
  ...filters.map((filter) => filter.dimension),
]

/**
 * Checks a query against the catalog and makes equal questions equal. Pure.
 * @throws TidemarkError not_found (metric), invalid_input (stat, dimension, filter, formula, zone, range length)
 */
export function normaliseQuery(
  catalog: Catalog,
  query: AnyQuery,
  { maxRangeDays, timeZone }: { maxRangeDays: number; timeZone: string },
): NormalQuery {
  const { range, bucket, limit, compare = null } = query
  if ((range.to - range.from) / DAY_MS > maxRangeDays)
    throw invalid(`A range may span at most ${maxRangeDays} days. Ask for a shorter one.`, {
      details: { maxRangeDays },
    })
  const zone = query.timeZone ?? timeZone
  // The project's own is known to exist, and asking about one takes half a millisecond.
  if (zone !== timeZone && !isTimeZone(zone))
    throw invalid(`There is no time zone ${zone}. Use a name such as Europe/Berlin.`)
  const operands = new Operands()
  const asked = 'metric' in query ? askMetric(catalog, query, operands) : askFormula(catalog, query, operands)
  const breakdown = [...new Set(query.breakdown)]
  const question = { ...asked, operands: operands.list, range, bucket, timeZone: zone, breakdown, limit, compare }
  const hash = createHash('sha256').update(catalog.hash).update(JSON.stringify(question)).digest('hex')
  return { ...question, hash }
}
