import { type CatalogView, isMetricWidget, STATS, type Stat } from '@tidemark/contracts'
import type { Catalog, EventEntry, MetricEntry } from './catalog.ts'
import { describeMetric } from './describe-metric.ts'

const DISTRIBUTION_STATS = STATS.filter((stat) => stat !== 'value')

/** The stats a metric can be asked for; the first one answers when none is named. */
export const statsOf = (metric: MetricEntry): readonly Stat[] =>
  metric.spec.kind === 'distribution' ? ['p95', ...DISTRIBUTION_STATS.filter((stat) => stat !== 'p95')] : ['value']

const viewMetric = (metric: MetricEntry): CatalogView['metrics'][number] => ({
  id: metric.id,
  pack: metric.pack,
  title: metric.spec.title,
  description: metric.spec.description,
  kind: metric.spec.kind,
  unit: metric.spec.unit,
  better: metric.spec.better,
  stats: [...statsOf(metric)],
  defaultStat: statsOf(metric)[0] ?? 'value',
  events: [...metric.events],
  dimensions: [...metric.dimensions],
  definition: describeMetric(metric.spec),
  version: metric.spec.version,
})

const viewEvent = (event: EventEntry): CatalogView['events'][number] => ({
  type: event.type,
  pack: event.pack,
  title: event.spec.title,
  version: event.spec.version,
  dimensions: Object.entries(event.spec.dimensions).map(([name, { title, type, kept, personal, optional }]) => ({
    name,
    title: title === '' ? name : title,
    type,
    kept,
    personal,
    optional,
  })),
  measures: Object.entries(event.spec.measures).map(([name, { title, unit, optional }]) => ({
    name,
    title: title === '' ? name : title,
    unit,
    optional,
  })),
})

/** What pages and tools may know of the catalog. Pure. */
export function catalogView(catalog: Catalog): CatalogView {
  return {
    version: catalog.hash,
    metrics: [...catalog.metrics.values()].map(viewMetric),
    events: [...catalog.events.values()].map(viewEvent),
    dashboards: catalog.packs.flatMap((pack) =>
      Object.entries(pack.dashboards).map(([name, dashboard]) => ({
        id: `${pack.name}.${name}`,
        pack: pack.name,
        title: dashboard.title,
        rows: dashboard.rows.map((row) =>
          row.filter(isMetricWidget).map((widget) => {
            const id = `${pack.name}.${widget.metric}`
            const metric = catalog.metrics.get(id)
            return {
              kind: widget.kind,
              title: widget.title,
              metric: id,
              stat: widget.stat ?? (metric === undefined ? 'value' : (statsOf(metric)[0] ?? 'value')),
              breakdown: widget.breakdown ?? null,
              width: widget.width,
            }
          }),
        ),
      })),
    ),
  }
}
