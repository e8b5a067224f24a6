import type { MetricQueryInput } from '@tidemark/contracts'
import { applicable, findMetric, type WidgetView } from '../catalog.ts'
import type { ProjectContext } from '../state/project-context.ts'

const GROUPS_MAX = 8

/** The dimensions that a widget is broken down by: its own, or the page's where its metric has them. */
export const breakdownOf = ({ catalog, view }: ProjectContext, widget: WidgetView): string[] => {
  if (widget.kind === 'tile') return []
  const metric = findMetric(catalog, widget.metric)
  const asked = view.by.filter((dimension) => metric?.dimensions.includes(dimension))
  return asked.length > 0 ? asked : widget.breakdown === null ? [] : [widget.breakdown]
}

/** Builds a widget's question about the page's range, or about the one before it as one total. */
export const askWidget =
  (context: ProjectContext, widget: () => WidgetView, period: 'range' | 'previous') =>
  (now: number): MetricQueryInput => {
    const { view, catalog } = context
    const { metric, stat } = widget()
    return {
      metric,
      stat,
      range: view.resolve(now)[period],
      bucket: period === 'previous' ? 'total' : view.bucket,
      filters: applicable(findMetric(catalog, metric), view.filters),
      breakdown: breakdownOf(context, widget()),
      limit: GROUPS_MAX,
    }
  }
