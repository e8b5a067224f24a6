import type { CatalogView, QueryFilter, WidgetView } from '@tidemark/contracts'

export type MetricView = CatalogView['metrics'][number]
export type DashboardView = CatalogView['dashboards'][number]
export type MetricWidget = Extract<WidgetView, { metric: string }>
export type Answer<K extends WidgetView['kind']> = Extract<WidgetView, { kind: K }>

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

/** The dimensions that a board can be filtered by, and those that it declares, which are offered first. */
export const boardDimensions = (
  catalog: CatalogView,
  board: DashboardView,
): { all: DimensionChoice[]; first: DimensionChoice[] } => {
  const widgets = board.rows.flat().flatMap((widget) => ('metric' in widget ? [widget.metric] : []))
  const shown = dimensionsOf(
    catalog,
    [...new Set(widgets)].map((id) => findMetric(catalog, id)),
  )
  const ofPack = catalog.metrics.filter(({ pack }) => pack === board.pack)
  const known = [...shown, ...dimensionsOf(catalog, ofPack)]
  const first = board.filters.flatMap((name) => known.find((choice) => choice.name === name) ?? [])
  return { all: [...shown, ...first.filter(({ name }) => !shown.some((one) => one.name === name))], first }
}

/** The metrics that change when one of some event types comes in. */
export const metricsOf = (catalog: CatalogView, events: readonly string[]): Set<string> =>
  new Set(catalog.metrics.filter((metric) => metric.events.some((type) => events.includes(type))).map(({ id }) => id))

interface Filtered {
  readonly dimensions: readonly string[]
}

/** The filters that an answer understands; the others name dimensions it does not have. */
export const applicable = (of: Filtered | undefined, filters: readonly QueryFilter[]): QueryFilter[] =>
  filters.filter((filter) => of?.dimensions.includes(filter.dimension))

/** What is to be said about filters that an answer does not understand. */
export const ignoredFilters = (of: Filtered | undefined, filters: readonly QueryFilter[]): string[] =>
  filters
    .filter((filter) => !of?.dimensions.includes(filter.dimension))
    .map((filter) => `Not filtered by ${filter.dimension}: this does not carry it.`)

/** The dashboard that opens a project: the platform's own, or else the first. */
export const homeDashboard = (catalog: CatalogView): DashboardView | undefined =>
  catalog.dashboards.find((dashboard) => dashboard.pack === 'platform') ?? catalog.dashboards[0]
