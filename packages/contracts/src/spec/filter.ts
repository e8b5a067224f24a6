import type { Dimensions } from './dimension.ts'

export const FILTER_OPS = ['in', 'notIn', 'exists', 'missing'] as const
export type FilterOp = (typeof FILTER_OPS)[number]

/** A condition on one dimension. `exists` and `missing` take no values; an event without the dimension is never `notIn`. */
export interface Filter {
  readonly dimension: string
  readonly op: FilterOp
  readonly values: readonly string[]
}

/** What `not`, `exists` and `missing` make; written in the place of values. */
export interface Condition<V> {
  readonly op: Exclude<FilterOp, 'in'>
  readonly values: readonly V[]
}

/** Any value but these; the dimension must be there. */
export const not = <const V extends string>(...values: readonly V[]): Condition<V> => ({ op: 'notIn', values })
/** The event carries the dimension. */
export const exists: Condition<never> = { op: 'exists', values: [] }
/** The event does not carry the dimension. */
export const missing: Condition<never> = { op: 'missing', values: [] }

type FilterValue<D, K extends keyof D> = D[K] extends { readonly value?: infer V } ? Exclude<V, undefined> : string
/** `{ status: 'failed' }`, `{ status: ['failed', 'lost'] }` or `{ status: not('ok') }`; a misspelt dimension or value does not compile. */
export type Where<D extends Dimensions> = {
  readonly [K in keyof D & string]?: FilterValue<D, K> | readonly FilterValue<D, K>[] | Condition<FilterValue<D, K>>
}

const isCondition = (value: unknown): value is Condition<string> =>
  typeof value === 'object' && value !== null && 'op' in value

function toFilter(dimension: string, value: unknown): Filter {
  if (isCondition(value)) return { dimension, op: value.op, values: value.values }
  return { dimension, op: 'in', values: (Array.isArray(value) ? value : [value]).map(String) }
}

export const toFilters = (where: Readonly<Record<string, unknown>> = {}): Filter[] =>
  Object.entries(where).map(([dimension, value]) => toFilter(dimension, value))
