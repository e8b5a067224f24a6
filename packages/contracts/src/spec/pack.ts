import type { CohortSpec } from './cohort.ts'
import type { DashboardSpec, DimensionOf } from './dashboard.ts'
import type { EventSpec } from './event.ts'
import type { ExperimentSpec } from './experiment.ts'
import type { FunnelSpec } from './funnel.ts'
import type { GeneratorSpec, SeededEventOf } from './generator.ts'
import type { SubsystemSpec } from './health.ts'
import type { DefaultRuleSpec, KpiSpec, LeverSpec } from './kpi.ts'
import type { MetricSpec } from './metric.ts'
import type { SloSpec } from './slo.ts'
import type { StallSpec } from './stall.ts'

type Named<T> = Readonly<Record<string, T>>

/** A vertical: declarations only. No engine file knows its name. */
export interface PackSpec {
  readonly name: string
  readonly title: string
  readonly version: string
  readonly events: readonly EventSpec[]
  readonly metrics: Named<MetricSpec>
  readonly kpis: Named<KpiSpec>
  readonly funnels: Named<FunnelSpec>
  readonly cohorts: Named<CohortSpec>
  readonly stalls: Named<StallSpec>
  readonly slos: Named<SloSpec>
  readonly subsystems: Named<SubsystemSpec>
  readonly experiments: Named<ExperimentSpec>
  readonly levers: Named<LeverSpec>
  readonly rules: Named<DefaultRuleSpec>
  readonly dashboards: Named<DashboardSpec>
  readonly generator?: GeneratorSpec
}

const nothing = {
  kpis: {},
  funnels: {},
  cohorts: {},
  stalls: {},
  slos: {},
  subsystems: {},
  experiments: {},
  levers: {},
  rules: {},
  dashboards: {},
}

/** Declares a pack. Everything that names something of it is checked by the compiler: a misspelt metric, dimension, funnel, lever or event does not compile. */
export const definePack = <
  const E extends readonly EventSpec[],
  M extends Named<MetricSpec>,
  F extends Named<FunnelSpec> = Record<never, FunnelSpec>,
  C extends Named<CohortSpec> = Record<never, CohortSpec>,
  T extends Named<StallSpec> = Record<never, StallSpec>,
  S extends Named<SloSpec> = Record<never, SloSpec>,
  H extends Named<SubsystemSpec<keyof M & string>> = Record<never, SubsystemSpec<keyof M & string>>,
  X extends Named<ExperimentSpec<keyof M & string>> = Record<never, ExperimentSpec<keyof M & string>>,
  L extends Named<LeverSpec> = Record<never, LeverSpec>,
>(spec: {
  name: string
  title: string
  version: string
  events: E
  metrics: M
  funnels?: F
  cohorts?: C
  stalls?: T
  slos?: S
  subsystems?: H
  experiments?: X
  levers?: L
  kpis?: Named<KpiSpec<keyof NoInfer<M> & string, keyof NoInfer<L> & string>>
  rules?: Named<DefaultRuleSpec<keyof NoInfer<M> & string, keyof NoInfer<L> & string>>
  dashboards?: Named<
    DashboardSpec<{
      metric: keyof NoInfer<M> & string
      dimension: DimensionOf<NoInfer<E>[number]>
      funnel: keyof NoInfer<F> & string
      cohort: keyof NoInfer<C> & string
      stall: keyof NoInfer<T> & string
      slo: keyof NoInfer<S> & string
      subsystem: keyof NoInfer<H> & string
      experiment: keyof NoInfer<X> & string
    }>
  >
  generator?: GeneratorSpec<SeededEventOf<NoInfer<E>[number]>>
}): Omit<PackSpec, 'events' | 'metrics'> & { readonly events: E; readonly metrics: M } => ({ ...nothing, ...spec })
