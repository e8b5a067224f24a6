import type { EventSpec } from './event.ts'
import type { GeneratorSpec, SeededEventOf } from './generator.ts'
import type { MetricSpec } from './metric.ts'

/** A tile or chart. `metric` is a key of the same pack's metrics. */
export interface WidgetSpec<K extends string = string> {
  readonly kind: 'tile' | 'line' | 'area' | 'bar' | 'table'
  readonly title: string
  readonly metric: K
  readonly stat?: Stat
  readonly breakdown?: string
  /** columns of 12 */
  readonly width: 2 | 3 | 4 | 6 | 8 | 12
}

/** How a distribution is read. Other metrics have one value only. */
export const STATS = ['value', 'p50', 'p90', 'p95', 'p99', 'mean', 'min', 'max'] as const
export type Stat = (typeof STATS)[number]

export interface DashboardSpec<K extends string = string> {
  readonly title: string
  readonly rows: readonly (readonly WidgetSpec<K>[])[]
}

/** A vertical: declarations only. No engine file knows its name. */
export interface PackSpec {
  readonly name: string
  readonly title: string
  readonly version: string
  readonly events: readonly EventSpec[]
  readonly metrics: Readonly<Record<string, MetricSpec>>
  readonly dashboards: Readonly<Record<string, DashboardSpec>>
  readonly generator?: GeneratorSpec
}

/** Declares a pack. Widgets can only name metrics of the pack, and its generator only makes its events. */
export const definePack = <const E extends readonly EventSpec[], M extends Readonly<Record<string, MetricSpec>>>(spec: {
  name: string
  title: string
  version: string
  events: E
  metrics: M
  dashboards?: Readonly<Record<string, DashboardSpec<keyof M & string>>>
  generator?: GeneratorSpec<SeededEventOf<NoInfer<E>[number]>>
}): Omit<PackSpec, 'events' | 'metrics'> & { readonly events: E; readonly metrics: M } => ({ dashboards: {}, ...spec })
