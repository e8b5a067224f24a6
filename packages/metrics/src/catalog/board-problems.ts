import {
  BOARD_COLUMNS,
  type DashboardSpec,
  isMetricWidget,
  type Match,
  type MetricWidget,
  type PackSpec,
  type WidgetSpec,
} from '@tidemark/contracts'
import { readingProblems, unknownNames } from './answer-problems.ts'
import type { EventEntry, MetricEntry } from './catalog.ts'

interface Declarations {
  readonly events: ReadonlyMap<string, EventEntry>
  readonly metrics: ReadonlyMap<string, MetricEntry>
}

function* metricWidgetProblems(
  at: string,
  pack: PackSpec,
  { metric, stat, breakdown }: MetricWidget,
  { metrics }: Declarations,
): Generator<string> {
  yield* readingProblems(at, pack, metric, stat)
  const known = metrics.get(`${pack.name}.${metric}`)
  if (known !== undefined && breakdown !== undefined && !known.dimensions.includes(breakdown))
    yield `${at}: ${metric} can't be broken down by ${breakdown}`
}

function* breakdownProblems(
  at: string,
  breakdown: string | undefined,
  matches: readonly Match[],
  { events }: Declarations,
): Generator<string> {
  if (breakdown === undefined) return
  for (const { event } of matches)
    if (events.has(event) && !events.get(event)?.dimensions.includes(breakdown))
      yield `${at}: ${event} has no dimension ${breakdown}`
}

function* widgetProblems(at: string, pack: PackSpec, widget: WidgetSpec, known: Declarations): Generator<string> {
  if (isMetricWidget(widget)) return yield* metricWidgetProblems(at, pack, widget, known)
  switch (widget.kind) {
    case 'funnel':
      yield* unknownNames(at, 'funnel', [widget.of], pack.funnels)
      return yield* breakdownProblems(at, widget.breakdown, pack.funnels[widget.of]?.steps[0]?.of ?? [], known)
    case 'retention':
      yield* unknownNames(at, 'cohort', [widget.of], pack.cohorts)
      return yield* breakdownProblems(at, widget.breakdown, pack.cohorts[widget.of]?.born ?? [], known)
    case 'stall':
      yield* unknownNames(at, 'stall', [widget.of], pack.stalls)
      return yield* breakdownProblems(at, widget.breakdown, pack.stalls[widget.of]?.step ?? [], known)
    case 'slo':
      return yield* unknownNames(at, 'slo', [widget.of], pack.slos)
    case 'experiment':
      return yield* unknownNames(at, 'experiment', [widget.of], pack.experiments)
  }
}

function* layoutProblems(at: string, { rows }: DashboardSpec): Generator<string> {
  for (const [index, row] of rows.entries()) {
    const width = row.reduce((sum, widget) => sum + widget.width, 0)
    if (width > BOARD_COLUMNS)
      yield `${at}: row ${index + 1} is ${width} columns wide, a row has room for ${BOARD_COLUMNS}`
  }
}

/** What is wrong with the boards of a pack, one line each. Pure. */
export function* boardProblems(pack: PackSpec, known: Declarations): Generator<string> {
  const filterable = new Set(
    [...known.metrics.values()].flatMap((one) => (one.pack === pack.name ? one.dimensions : [])),
  )
  for (const [name, board] of Object.entries(pack.dashboards)) {
    const at = `${pack.name}: dashboard ${name}`
    yield* layoutProblems(at, board)
    for (const filter of board.filters ?? [])
      if (!filterable.has(filter)) yield `${at}: no metric can be filtered by ${filter}`
    for (const widget of board.rows.flat()) yield* widgetProblems(at, pack, widget, known)
  }
}
