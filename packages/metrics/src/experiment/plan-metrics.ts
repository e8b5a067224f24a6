import type { ExperimentSpec, Match, StoredMetricSpec, Term } from '@tidemark/contracts'
import { invalid } from '@tidemark/platform'
import type { Catalog, Declared } from '../catalog/catalog.ts'
import type { MetricFacts } from './readout/metric-readout.ts'
import type { Contribution, ValueKind } from './readout/unit-values.ts'
import { valueKindOf } from './value-kind.ts'

/** Something that events of one kind add to a metric. */
export interface PlannedTerm {
  /** place of the metric */
  readonly metric: number
  readonly part: 'value' | 'base'
  readonly match: Match
  /** null: none is read */
  readonly measure: string | null
  readonly adds: Contribution['adds']
  /** dimension that names the currency of the measure; null: no amount */
  readonly currency: string | null
}

export interface PlannedMetric {
  readonly facts: Omit<MetricFacts, 'currency'>
  readonly kind: ValueKind
}

export interface MetricPlan {
  readonly metrics: readonly PlannedMetric[]
  readonly terms: readonly PlannedTerm[]
}

type Part = Pick<PlannedTerm, 'part' | 'adds'> & { readonly term: Term }

/** The terms above and below the line. A mean is the sum of a measure over the events that carry it. */
function partsOf(spec: StoredMetricSpec): Part[] {
  const of = (part: Part['part'], terms: readonly Term[]): Part[] =>
    terms.map((term) => ({ part, term, adds: term.field === 'n' ? 'one' : 'amount' }))
  if (spec.kind === 'ratio') return [...of('value', spec.of), ...of('base', spec.over)]
  if (spec.kind === 'mean' || spec.kind === 'distribution')
    return [...of('value', spec.of), ...of('base', spec.of).map((part) => ({ ...part, adds: 'one' as const }))]
  return of('value', spec.of)
}

function planTerms(catalog: Catalog, spec: StoredMetricSpec, metric: number, currency: string | null): PlannedTerm[] {
  return partsOf(spec).map(({ part, term, adds }) => {
    const { measure } = term
    const dimension = measure === null ? undefined : catalog.events.get(term.event)?.spec.measures[measure]?.currency
    const filter = { dimension: dimension ?? '', op: 'in' as const, values: [currency ?? ''] }
    const where = dimension === undefined || currency === null ? term.where : [...term.where, filter]
    return { metric, part, match: { event: term.event, where }, measure, adds, currency: dimension ?? null }
  })
}

/**
 * What has to be read for the metrics of an experiment, primary ones first. Pure.
 * @throws TidemarkError invalid_input (a metric that no single unit has a value of)
 */
export function planMetrics(
  catalog: Catalog,
  { id, pack, spec }: Declared<ExperimentSpec>,
  currency: string | null,
): MetricPlan {
  const metrics: PlannedMetric[] = []
  const terms: PlannedTerm[] = []
  const names = [
    ...spec.primary.map((name) => ({ name, role: 'primary' as const, correction: 'Holm' as const })),
    ...spec.secondary.map((name) => ({ name, role: 'secondary' as const, correction: 'Benjamini-Hochberg' as const })),
  ]
  for (const { name, role, correction } of names) {
    const entry = catalog.metrics.get(`${pack}.${name}`)
    const kind = entry === undefined || entry.spec.kind === 'derived' ? null : valueKindOf(entry.spec, spec.unit)
    if (entry === undefined || entry.spec.kind === 'derived' || kind === null)
      throw invalid(`${id}: ${name} has no value per ${spec.unit} that could be compared.`)
    const { title, unit, better } = entry.spec
    terms.push(...planTerms(catalog, entry.spec, metrics.length, currency))
    metrics.push({ facts: { metric: entry.id, title, unit, better, role, correction }, kind })
  }
  return { metrics, terms }
}
