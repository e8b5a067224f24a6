import type { Dimensions, EventSpec, Measures, Unit } from './event.ts'

export const FILTER_OPS = ['in', 'notIn', 'exists', 'missing'] as const
export type FilterOp = (typeof FILTER_OPS)[number]

/** A condition on one kept dimension. `exists` and `missing` take no values. */
export interface Filter {
  readonly dimension: string
  readonly op: FilterOp
  readonly values: readonly string[]
}

/** A number that adds up: how many events, or the sum of one measure, of one event type under filters. */
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
}

export type MetricSpec = MetricBase &
  (
    | { readonly kind: 'count'; readonly of: Term }
    | { readonly kind: 'sum'; readonly of: Term }
    | { readonly kind: 'mean'; readonly of: Term }
    | { readonly kind: 'distribution'; readonly of: Term }
    | { readonly kind: 'distinct'; readonly of: Term; readonly unitOf: 'actor' | 'session' }
    | { readonly kind: 'ratio'; readonly of: Term; readonly over: Term }
  )
export type MetricKind = MetricSpec['kind']

type FilterValue<D, K extends keyof D> = D[K] extends { readonly value?: infer V } ? Exclude<V, undefined> : string
/** `{ status: 'failed' }` or `{ status: ['failed', 'lost'] }`; a misspelt dimension or value does not compile. */
export type Where<D extends Dimensions> = { readonly [K in keyof D]?: FilterValue<D, K> | readonly FilterValue<D, K>[] }

interface Describe {
  title: string
  description?: string
  better?: Better
  version?: number
  owner?: string
}
type EventOf<D extends Dimensions, M extends Measures> = EventSpec<D, M>

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
})

const term = (event: EventSpec, measure: string | null, where?: Readonly<Record<string, unknown>>): Term => ({
  event: event.type,
  measure,
  field: measure === null ? 'n' : 'sum',
  where: toFilters(where),
})

const unitOfMeasure = (event: EventSpec, measure: string): Unit => event.measures[measure]?.unit ?? 'count'

/** A countable or summable part of a ratio. */
export const part = <D extends Dimensions, M extends Measures>(
  event: EventOf<D, M>,
  options: { measure?: keyof M & string; where?: Where<D> } = {},
): Term => term(event, options.measure ?? null, options.where)

/** How many events happened. */
export const count = <D extends Dimensions, M extends Measures>(
  spec: Describe & { of: EventOf<D, M>; where?: Where<D>; unit?: Unit },
): MetricSpec => ({ kind: 'count', of: term(spec.of, null, spec.where), ...base(spec, spec.unit ?? 'count', 'zero') })

/** The sum of one measure. */
export const sum = <D extends Dimensions, M extends Measures>(
  spec: Describe & { of: EventOf<D, M>; measure: keyof M & string; where?: Where<D>; unit?: Unit },
): MetricSpec => ({
  kind: 'sum',
  of: term(spec.of, spec.measure, spec.where),
  ...base(spec, spec.unit ?? unitOfMeasure(spec.of, spec.measure), 'zero'),
})

/** The arithmetic mean of one measure: its sum over the events that carry it. */
export const mean = <D extends Dimensions, M extends Measures>(
  spec: Describe & { of: EventOf<D, M>; measure: keyof M & string; where?: Where<D>; unit?: Unit },
): MetricSpec => ({
  kind: 'mean',
  of: term(spec.of, spec.measure, spec.where),
  ...base(spec, spec.unit ?? unitOfMeasure(spec.of, spec.measure), 'gap'),
})

/** The distribution of one measure: percentiles from a mergeable sketch, never from other percentiles. */
export const distribution = <D extends Dimensions, M extends Measures>(
  spec: Describe & { of: EventOf<D, M>; measure: keyof M & string; where?: Where<D>; unit?: Unit },
): MetricSpec => ({
  kind: 'distribution',
  of: term(spec.of, spec.measure, spec.where),
  ...base(spec, spec.unit ?? unitOfMeasure(spec.of, spec.measure), 'gap'),
})

/** How many different actors or sessions there were. Not additive: totals are recomputed by merging. */
export const distinct = <D extends Dimensions, M extends Measures>(
  spec: Describe & { of: EventOf<D, M>; unitOf: 'actor' | 'session'; where?: Where<D> },
): MetricSpec => ({
  kind: 'distinct',
  unitOf: spec.unitOf,
  of: term(spec.of, null, spec.where),
  ...base(spec, 'count', 'zero'),
})

/** One part over another, computed last; null where the denominator is 0. */
export const ratio = (spec: Describe & { of: Term; over: Term; unit?: Unit }): MetricSpec => ({
  kind: 'ratio',
  of: spec.of,
  over: spec.over,
  ...base(spec, spec.unit ?? 'percent', 'gap'),
})
