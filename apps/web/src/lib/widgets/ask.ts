import type { MetricQueryInput } from '@tidemark/contracts'
import { applicable, findMetric, type MetricWidget } from '../catalog.ts'
import { heatBucket } from '../charts/prepare/heatmap.ts'
import type { ProjectContext } from '../state/project-context.ts'

const GROUPS_MAX = 8
/** rows of a heat map */
const ROWS_MAX = 24

/** The dimensions that a widget is broken down by: its own, or the page's where its metric has them. */
export const breakdownOf = ({ catalog, view }: ProjectContext, widget: MetricWidget): string[] => {
  if (widget.kind === 'tile') return []
  const metric = findMetric(catalog, widget.metric)
  const asked = view.by.filter((dimension) => metric?.dimensions.includes(dimension))
  return asked.length > 0 ? asked : widget.breakdown === null ? [] : [widget.breakdown]
}

/** Builds a widget's question about the page's range; a tile asks about the stretch before it too. */
export const askWidget =
  (context: ProjectContext, widget: () => MetricWidget) =>
  (now: number): MetricQueryInput => {
    const { view, catalog } = context
    const { metric, stat, kind } = widget()
    const range = view.resolve(now)
    const isHeat = kind === 'heatmap'
    return {
      metric,
      stat,
      range,
      bucket: isHeat && view.bucket === 'auto' ? heatBucket(range) : view.bucket,
      filters: applicable(findMetric(catalog, metric), view.filters),
      breakdown: breakdownOf(context, widget()),
      limit: isHeat ? ROWS_MAX : GROUPS_MAX,
      ...(kind === 'tile' ? { compare: 'previous' } : {}),
    }
  }
