import type {
  CohortSpec,
  EventSpec,
  ExperimentSpec,
  FunnelSpec,
  MetricSpec,
  PackSpec,
  SloSpec,
  StallSpec,
  StoredMetricSpec,
} from '@tidemark/contracts'

/**
 * One stored stream of an event type: the bare count (''), a measure, or the distinct actors or sessions
 * ('@actor', '@session'). A measure that every event carries counts them too, and no bare count is kept beside it. Each stream of each combination of kept dimensions is a series.
 */
export interface Stream {
  readonly measure: string
  readonly kind: 'count' | 'measure' | 'actor' | 'session'
  /** place in the declared measures; -1 for streams that read no measure */
  readonly index: number
  /** carries a quantile sketch */
  readonly sketch: boolean
  /** carries bottom-64 sets of actors and sessions for the privacy gate */
  readonly sets: boolean
}

export interface EventEntry {
  readonly type: string
  readonly pack: string
  readonly spec: EventSpec
  readonly dimensions: readonly string[]
  readonly kept: readonly string[]
  readonly measures: readonly string[]
  readonly streams: readonly Stream[]
  /** the stream whose n and weight count the events: '', or a measure that every event carries */
  readonly counted: string
  /** named by a cohort: which actors sent it on which day is kept in `unit_day` */
  readonly unitDays: boolean
}

export interface MetricEntry {
  /** pack.metric */
  readonly id: string
  readonly pack: string
  readonly spec: MetricSpec
  /** event types it is computed from */
  readonly events: readonly string[]
  /** kept by every event type it is computed from, so it can be filtered and broken down by them */
  readonly dimensions: readonly string[]
  /** what is computed from stored rows for it: itself, or the operands of its formula */
  readonly stored: readonly StoredMetricSpec[]
}

/** One declaration of a pack under its full name. */
export interface Declared<T> {
  /** pack.name */
  readonly id: string
  readonly pack: string
  readonly spec: T
}

/** Everything declared, indexed. Built once per process and passed in. */
export interface Catalog {
  /** sha-256 of the declarations: changes when what is stored or computed changes */
  readonly hash: string
  readonly packs: readonly PackSpec[]
  readonly events: ReadonlyMap<string, EventEntry>
  readonly metrics: ReadonlyMap<string, MetricEntry>
  /** metric ids that a change of an event type may move */
  readonly metricsOfEvent: ReadonlyMap<string, readonly string[]>
  readonly funnels: ReadonlyMap<string, Declared<FunnelSpec>>
  readonly cohorts: ReadonlyMap<string, Declared<CohortSpec>>
  readonly stalls: ReadonlyMap<string, Declared<StallSpec>>
  readonly slos: ReadonlyMap<string, Declared<SloSpec>>
  readonly experiments: ReadonlyMap<string, Declared<ExperimentSpec>>
}
