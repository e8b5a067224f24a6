import type { MetricSpec, SloSpec, StoredMetricSpec, Term } from '@tidemark/contracts'
import { toMetric } from '../catalog/build-catalog.ts'
import type { Catalog, Declared, MetricEntry } from '../catalog/catalog.ts'

/** The two numbers that an objective is made of, asked like any metric. */
export interface SloMetrics {
  readonly good: MetricEntry
  readonly total: MetricEntry
}

const countOf = (title: string, of: readonly Term[]): StoredMetricSpec => ({
  kind: of[0]?.field === 'sum' ? 'sum' : 'count',
  of,
  title,
  description: '',
  unit: 'count',
  better: 'neither',
  version: 1,
  owner: 'platform',
  nullPolicy: 'zero',
  coveredBy: [],
})

const withinOf = (of: readonly Term[], atMost: number): MetricSpec => ({
  ...countOf('Good', of),
  kind: 'within',
  of,
  atMost,
})

/** Counts of events that carry the measure, whatever it is. */
const carriers = (of: readonly Term[]): Term[] => of.map((term) => ({ ...term, field: 'n' }))

/** Good and total events of an objective as metrics. Pure. */
export function sloMetrics(catalog: Catalog, { pack, id, spec }: Declared<SloSpec>): SloMetrics {
  const { sli } = spec
  const name = id.slice(pack.length + 1)
  const metric = (part: string, of: MetricSpec) => toMetric({ name: pack }, `${name}_${part}`, of, catalog.events)
  if (sli.kind === 'ratio')
    return { good: metric('good', countOf('Good', sli.good)), total: metric('total', countOf('Total', sli.total)) }
  return {
    good: metric('good', withinOf(sli.of, sli.thresholdMs)),
    total: metric('total', countOf('Total', carriers(sli.of))),
  }
}
