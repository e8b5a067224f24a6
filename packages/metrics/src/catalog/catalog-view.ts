import {
  type CatalogView,
  isMetricWidget,
  type MetricSpec,
  type PackSpec,
  STATS,
  type Stat,
  type WidgetSpec,
  type WidgetView,
} from '@tidemark/contracts'
import type { Catalog, EventEntry, MetricEntry } from './catalog.ts'
import { describeMetric } from './describe-metric.ts'
import { viewAnswers } from './view-answers.ts'

const DISTRIBUTION_STATS = STATS.filter((stat) => stat !== 'value')

/** The stats a metric can be asked for; the first one answers when none is named. */
export const statsOf = ({ spec }: { readonly spec: Pick<MetricSpec, 'kind'> }): readonly Stat[] =>
  spec.kind === 'distribution' ? ['p95', ...DISTRIBUTION_STATS.filter((stat) => stat !== 'p95')] : ['value']

/** What a metric is asked for when no stat is named. */
const usualStat = (metric: MetricEntry | undefined): Stat =>
  metric === undefined ? 'value' : (statsOf(metric)[0] ?? 'value')

const viewMetric = (metric: MetricEntry): CatalogView['metrics'][number] => ({
  id: metric.id,
  pack: metric.pack,
  title: metric.spec.title,
  description: metric.spec.description,
  kind: metric.spec.kind,
  unit: metric.spec.unit,
  better: metric.spec.better,
  stats: [...statsOf(metric)],
  defaultStat: usualStat(metric),
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

function viewWidget(catalog: Catalog, pack: string, widget: WidgetSpec): WidgetView {
  const { title, width } = widget
  if (isMetricWidget(widget)) {
    const metric = `${pack}.${widget.metric}`
    const stat = widget.stat ?? usualStat(catalog.metrics.get(metric))
    return { kind: widget.kind, title, width, metric, stat, breakdown: widget.breakdown ?? null }
  }
  switch (widget.kind) {
    case 'health':
      return { kind: widget.kind, title, width, pack }
    case 'incidents':
      return { kind: widget.kind, title, width }
    case 'slo':
    case 'experiment':
      return { kind: widget.kind, title, width, of: `${pack}.${widget.of}` }
    default:
      return { kind: widget.kind, title, width, of: `${pack}.${widget.of}`, breakdown: widget.breakdown ?? null }
  }
}

const viewBoards = (catalog: Catalog, { name: pack, dashboards }: PackSpec): CatalogView['dashboards'] =>
  Object.entries(dashboards).map(([name, { title, period, filters, rows }]) => ({
    id: `${pack}.${name}`,
    pack,
    title,
    period: period ?? null,
    filters: [...(filters ?? [])],
    rows: rows.map((row) => row.map((widget) => viewWidget(catalog, pack, widget))),
  }))

/** What pages and tools may know of the catalog. Pure. */
export function catalogView(catalog: Catalog): CatalogView {
  return {
    version: catalog.hash,
    packs: catalog.packs.map(({ name, title }) => ({ name, title })),
    metrics: [...catalog.metrics.values()].map(viewMetric),
    events: [...catalog.events.values()].map(viewEvent),
    ...viewAnswers(catalog, usualStat),
    dashboards: catalog.packs.flatMap((pack) => viewBoards(catalog, pack)),
  }
}
