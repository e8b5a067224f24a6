import type { DimensionSpec, Dimensions, IsOptional } from './dimension.ts'
import { type Filter, toFilters, type Where } from './filter.ts'

/** Units know how to be shown; `percent` is a fraction shown as percent, `currency` is integer minor units and never summed across currencies. */
export const UNITS = [
  'count',
  'ms',
  'bytes',
  'percent',
  'ratio',
  'currency',
  'seconds',
  'per_second',
  'bits',
  'events',
] as const
export type Unit = (typeof UNITS)[number]

/** A declared number of an event, stored as float64. */
export interface MeasureSpec<O extends boolean = boolean> {
  readonly kind: 'measure'
  readonly title: string
  readonly unit: Unit
  readonly optional: O
  readonly min: number
  readonly max: number
  readonly integer: boolean
  /** dimension that names the currency of a `currency` measure */
  readonly currency?: string
}

export interface MeasureOptions {
  title?: string
  unit: Unit
  optional?: boolean
  min?: number
  max?: number
  integer?: boolean
  currency?: string
}

export const measure = <const P extends MeasureOptions>(options: P): MeasureSpec<IsOptional<P>> => ({
  kind: 'measure',
  title: options.title ?? '',
  unit: options.unit,
  optional: (options.optional ?? false) as IsOptional<P>,
  min: options.min ?? -Number.MAX_VALUE,
  max: options.max ?? Number.MAX_VALUE,
  integer: options.integer ?? false,
  ...(options.currency === undefined ? {} : { currency: options.currency }),
})

export type Measures = Readonly<Record<string, MeasureSpec>>

/** Which events a client sends. Types of one group are decided together, by the same actors, so that funnels over them hold. */
export interface SamplingSpec {
  readonly group: string
  /** share of actors that send it, 0 to 1; with a ceiling, where an adaptive rate starts */
  readonly rate: number
  /** never sampled above this, whatever the load; only of adaptive rates */
  readonly ceiling?: number
  /** events that are always sent */
  readonly always: readonly Filter[]
}

/** An event type: what may be sent and what is kept of it. */
export interface EventSpec<
  D extends Dimensions = Dimensions,
  M extends Measures = Measures,
  T extends string = string,
> {
  readonly kind: 'event'
  readonly type: T
  readonly title: string
  /** semver: a minor adds optional fields, a major breaks */
  readonly version: string
  readonly dimensions: D
  readonly measures: M
  /** 'required': dropped unless the event says consent: true */
  readonly consent: 'none' | 'required'
  /** none: every event is sent */
  readonly sampling?: SamplingSpec
}

export const defineEvent = <const T extends string, const D extends Dimensions, const M extends Measures>({
  sampling,
  ...spec
}: {
  type: T
  title: string
  version?: string
  dimensions: D
  measures: M
  consent?: 'none' | 'required'
  sampling?: Omit<SamplingSpec, 'always'> & { always?: Where<D> }
}): EventSpec<D, M, T> => ({
  kind: 'event',
  version: '1.0.0',
  consent: 'none',
  ...spec,
  ...(sampling === undefined ? {} : { sampling: { ...sampling, always: toFilters(sampling.always) } }),
})

type ValueOf<S> = S extends { readonly kind: 'measure' }
  ? number
  : S extends { readonly type: 'whole' }
    ? number
    : S extends { readonly type: 'flag' }
      ? boolean
      : S extends DimensionSpec<infer V>
        ? V
        : never
type Fields<E extends EventSpec> = E['dimensions'] & E['measures']
type RequiredKeys<F> = { [K in keyof F]: F[K] extends { readonly optional: true } ? never : K }[keyof F]

/** The props a client sends for an event type: required fields are required, optional ones may be left out. */
export type EventProps<E extends EventSpec> = {
  [K in RequiredKeys<Fields<E>>]: ValueOf<Fields<E>[K]>
} & { [K in Exclude<keyof Fields<E>, RequiredKeys<Fields<E>>>]?: ValueOf<Fields<E>[K]> }
