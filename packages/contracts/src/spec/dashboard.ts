import type { EventSpec } from './event.ts'
import type { Stat } from './stat.ts'

/** Columns of a row: its widgets together take no more. */
export const BOARD_COLUMNS = 12
export type WidgetWidth = 2 | 3 | 4 | 6 | 8 | 12

export const METRIC_WIDGETS = ['tile', 'line', 'area', 'bar', 'table', 'heatmap'] as const

/** A number or chart of one metric. */
export interface MetricWidget<K extends string = string, D extends string = string> {
  readonly kind: (typeof METRIC_WIDGETS)[number]
  readonly title: string
  readonly metric: K
  /** only of a distribution; the others have one value */
  readonly stat?: Stat
  readonly breakdown?: D
  readonly width: WidgetWidth
}

/** The names that a pack declares, by kind of answer. */
export interface PackNames {
  readonly metric: string
  readonly dimension: string
  readonly funnel: string
  readonly cohort: string
  readonly stall: string
  readonly slo: string
  readonly subsystem: string
  readonly experiment: string
}

/** The dimensions of some events. */
export type DimensionOf<E extends EventSpec> = E extends EventSpec ? keyof E['dimensions'] & string : never

/** Another kind of answer: `of` names the declaration; `health` shows all subsystems and `incidents` the open incidents. */
export type AnswerWidget<N extends PackNames = PackNames> = {
  readonly title: string
  readonly width: WidgetWidth
} & (
  | { readonly kind: 'funnel'; readonly of: N['funnel']; readonly breakdown?: N['dimension'] }
  | { readonly kind: 'retention'; readonly of: N['cohort']; readonly breakdown?: N['dimension'] }
  | { readonly kind: 'stall'; readonly of: N['stall']; readonly breakdown?: N['dimension'] }
  | { readonly kind: 'slo'; readonly of: N['slo'] }
  | { readonly kind: 'experiment'; readonly of: N['experiment'] }
  | { readonly kind: 'health' }
  | { readonly kind: 'incidents' }
)
export type WidgetSpec<N extends PackNames = PackNames> = MetricWidget<N['metric'], N['dimension']> | AnswerWidget<N>

/** The stretch that a board shows when it is opened. */
export const BOARD_PERIODS = ['1h', '24h', 'today', '7d', '30d'] as const
export type BoardPeriod = (typeof BOARD_PERIODS)[number]

export interface DashboardSpec<N extends PackNames = PackNames> {
  readonly title: string
  readonly period?: BoardPeriod
  /** dimensions offered as filters of the whole board */
  readonly filters?: readonly N['dimension'][]
  /** each at most `BOARD_COLUMNS` wide */
  readonly rows: readonly (readonly WidgetSpec<N>[])[]
}

export const isMetricWidget = (widget: WidgetSpec): widget is MetricWidget => 'metric' in widget
