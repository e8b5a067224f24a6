import type { Dimensions, EventSpec, Unit } from './event.ts'

export const FILTER_OPS = ['in', 'notIn', 'exists', 'missing'] as const
export type FilterOp = (typeof FILTER_OPS)[number]

/** A condition on one kept dimension. `exists` and `missing` take no values. */
export interface Filter {
  readonly dimension: string
  readonly op: FilterOp
  readonly values: readonly string[]
}

/** A number that adds up: how many events, or the sum of one measure, of one event type under filters. Terms in a list are added up. */
export interface Term {
  readonly event: string
  /** null counts events */
  readonly measure: string | null
  readonly field: 'n' | 'sum'
  readonly where: readonly Filter[]
}

export type Better = 'higher' | 'lower' | 'neither'
/** What stands where nothing was measured: counts are 0 inside coverage, everything else is a gap. */
export type NullPolicy = 'zero' | 'gap'

interface MetricBase {
  readonly title: string
  readonly description: string
  readonly unit: Unit
  readonly better: Better
  readonly version: number
  readonly owner: string
  readonly nullPolicy: NullPolicy
  /** event types whose arrival also shows that the source was alive, so that none of the metric's own means 0 */
  readonly coveredBy: readonly string[]
}

export type MetricSpec = MetricBase &
  (
    | { readonly kind: 'count'; readonly of: readonly Term[] }
    | { readonly kind: 'sum'; readonly of: readonly Term[] }
    | { readonly kind: 'mean'; readonly of: readonly Term[] }
    | { readonly kind: 'distribution'; readonly of: readonly Term[] }
    | { readonly kind: 'distinct'; readonly of: readonly Term[]; readonly unitOf: 'actor' | 'session' }
    | { readonly kind: 'ratio'; readonly of: readonly Term[]; readonly over: readonly Term[] }
  )
export type MetricKind = MetricSpec['kind']

type FilterValue<D, K extends keyof D> = D[K] extends { readonly value?: infer V } ? Exclude<V, undefined> : string
/** `{ status: 'failed' }` or `{ status: ['failed', 'lost'] }`; a misspelt dimension or value does not compile. */
export type Where<D extends Dimensions> = {
  readonly [K in keyof D & string]?: FilterValue<D, K> | readonly FilterValue<D, K>[]
}

interface Describe {
  title: string
  description?: string
  better?: Better
  version?: number
  owner?: string
  /** other event types of the same source: while they arrive, none of the counted ones is 0 and no gap */
  coveredBy?: readonly EventSpec[]
}
/** One event type, or several that are counted together: then only what all of them declare can be named. */
type OneOrMore<E extends EventSpec> = E | readonly E[]
type MeasureOf<E extends EventSpec> = keyof E['measures'] & string
type WhereOf<E extends EventSpec> = Where<E['dimensions']>

const toFilters = (where: Readonly<Record<string, unknown>> | undefined): Filter[] =>
  Object.entries(where ?? {}).map(([dimension, value]) => ({
    dimension,
    op: 'in' as const,
    values: (Array.isArray(value) ? value : [value]).map(String),
  }))

const base = (describe: Describe, unit: Unit, nullPolicy: NullPolicy): MetricBase => ({
  title: describe.title,
  description: describe.description ?? '',
  unit,
  better: describe.better ?? 'neither',
  version: describe.version ?? 1,
  owner: describe.owner ?? 'platform',
  nullPolicy,
  coveredBy: (describe.coveredBy ?? []).map((event) => event.type),
})

const listOf = (events: OneOrMore<EventSpec>): readonly EventSpec[] => ('kind' in events ? [events] : events)

const terms = (
  events: OneOrMore<EventSpec>,
  measure: string | null,
  where?: Readonly<Record<string, unknown>>,
): Term[] =>
  listOf(events).map(({ type }) => ({
    event: type,
    measure,
    field: measure === null ? 'n' : 'sum',
    where: toFilters(where),
  }))

const unitOfMeasure = (events: OneOrMore<EventSpec>, measure: string): Unit =>
  listOf(events)[0]?.measures[measure]?.unit ?? 'count'

/** A countable or summable part of a ratio. */
export const part = <E extends EventSpec>(
  events: OneOrMore<E>,
  options: { measure?: MeasureOf<E>; where?: WhereOf<E> } = {},
): readonly Term[] => terms(events, options.measure ?? null, options.where)

/** How many events happened. */
export const count = <E extends EventSpec>(
  spec: Describe & { of: OneOrMore<E>; where?: WhereOf<E>; unit?: Unit },
): MetricSpec => ({ kind: 'count', of: terms(spec.of, null, spec.where), ...base(spec, spec.unit ?? 'count', 'zero') })

type OfMeasure<E extends EventSpec> = Describe & {
  of: OneOrMore<E>
  measure: MeasureOf<E>
  where?: WhereOf<E>
  unit?: Unit
}

/** The sum of one measure. */
export const sum = <E extends EventSpec>(spec: OfMeasure<E>): MetricSpec => ({
  kind: 'sum',
  of: terms(spec.of, spec.measure, spec.where),
  ...base(spec, spec.unit ?? unitOfMeasure(spec.of, spec.measure), 'zero'),
})

/** The arithmetic mean of one measure: its sum over the events that carry it. */
export const mean = <E extends EventSpec>(spec: OfMeasure<E>): MetricSpec => ({
  kind: 'mean',
  of: terms(spec.of, spec.measure, spec.where),
  ...base(spec, spec.unit ?? unitOfMeasure(spec.of, spec.measure), 'gap'),
})

/** The distribution of one measure: percentiles from a mergeable sketch, never from other percentiles. */
export const distribution = <E extends EventSpec>(spec: OfMeasure<E>): MetricSpec => ({
  kind: 'distribution',
  of: terms(spec.of, spec.measure, spec.where),
  ...base(spec, spec.unit ?? unitOfMeasure(spec.of, spec.measure), 'gap'),
})

/** How many different actors or sessions there were. Not additive: totals are recomputed by merging. */
export const distinct = <E extends EventSpec>(
  spec: Describe & { of: OneOrMore<E>; unitOf: 'actor' | 'session'; where?: WhereOf<E> },
): MetricSpec => ({
  kind: 'distinct',
  unitOf: spec.unitOf,
  of: terms(spec.of, null, spec.where),
  ...base(spec, 'count', 'zero'),
})

/** One part over another, computed last; null where the denominator is 0. */
export const ratio = (spec: Describe & { of: readonly Term[]; over: readonly Term[]; unit?: Unit }): MetricSpec => ({
  kind: 'ratio',
  of: spec.of,
  over: spec.over,
  ...base(spec, spec.unit ?? 'percent', 'gap'),
})
