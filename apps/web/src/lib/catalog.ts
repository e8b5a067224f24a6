import type { CatalogView, QueryFilter } from '@tidemark/contracts'

export type MetricView = CatalogView['metrics'][number]
export type DashboardView = CatalogView['dashboards'][number]
export type WidgetView = DashboardView['rows'][number][number]

export interface DimensionChoice {
  readonly name: string
  readonly title: string
  /** an event that carries it, to ask for values */
  readonly event: string
}

export const findMetric = (catalog: CatalogView, id: string): MetricView | undefined =>
  catalog.metrics.find((metric) => metric.id === id)

/** The dimensions by which at least one of these metrics can be filtered, each once, by title. */
export const dimensionsOf = (catalog: CatalogView, metrics: readonly (MetricView | undefined)[]): DimensionChoice[] => {
  const found = new Map<string, DimensionChoice>()
  for (const metric of metrics) {
    for (const name of metric?.dimensions ?? []) {
      if (found.has(name)) continue
      const event = catalog.events.find(
        (one) => metric?.events.includes(one.type) && one.dimensions.some((dimension) => dimension.name === name),
      )
      const title = event?.dimensions.find((dimension) => dimension.name === name)?.title
      found.set(name, { name, title: title || name, event: event?.type ?? metric?.events[0] ?? '' })
    }
  }
  return [...found.values()].sort((a, b) => a.title.localeCompare(b.title))
}

/** The filters that a metric understands; the others name dimensions it does not have. */
export const applicable = (metric: MetricView | undefined, filters: readonly QueryFilter[]): QueryFilter[] =>
  filters.filter((filter) => metric?.dimensions.includes(filter.dimension))

/** The dashboard that opens a project: the platform's own, or else the first. */
export const homeDashboard = (catalog: CatalogView): DashboardView | undefined =>
  catalog.dashboards.find((dashboard) => dashboard.pack === 'platform') ?? catalog.dashboards[0]
