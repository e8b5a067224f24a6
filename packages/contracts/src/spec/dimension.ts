export type DimensionType = 'text' | 'one_of' | 'whole' | 'flag'

/** A declared property of an event that can be filtered and broken down by. Stored as text. */
export interface DimensionSpec<
  V extends string = string,
  O extends boolean = boolean,
  T extends DimensionType = DimensionType,
> {
  readonly kind: 'dimension'
  readonly type: T
  readonly title: string
  /** allowed values of a one_of */
  readonly values?: readonly V[]
  readonly min?: number
  readonly max?: number
  readonly maxLength: number
  readonly optional: O
  /** distinct values kept per project; the rest is counted as `__other__` */
  readonly budget: number
  /** false: only in raw events, so it can't be asked of rollups */
  readonly kept: boolean
  /** true: tells something about a person; the privacy gate guards it */
  readonly personal: boolean
  /** type only: the values a filter may name */
  readonly value?: V
}

export type Dimensions = Readonly<Record<string, DimensionSpec>>

/** Whether options make a field optional, at the type level. */
export type IsOptional<P> = P extends { readonly optional: true } ? true : false

export interface DimensionOptions {
  title?: string
  optional?: boolean
  budget?: number
  kept?: boolean
  personal?: boolean
}

const common = <const P extends DimensionOptions>(options: P) => ({
  kind: 'dimension' as const,
  title: options.title ?? '',
  optional: (options.optional ?? false) as IsOptional<P>,
  kept: options.kept ?? true,
  personal: options.personal ?? false,
})

/** Free text from a bounded vocabulary, such as a route or a product code. */
export const text = <const P extends DimensionOptions & { maxLength?: number }>(
  options: P = {} as P,
): DimensionSpec<string, IsOptional<P>, 'text'> => ({
  ...common(options),
  type: 'text',
  maxLength: options.maxLength ?? 256,
  budget: options.budget ?? 1000,
})

/** One of the listed values; anything else is rejected. */
export const oneOf = <const V extends string, const P extends DimensionOptions>(
  values: readonly V[],
  options: P = {} as P,
): DimensionSpec<V, IsOptional<P>, 'one_of'> => ({
  ...common(options),
  type: 'one_of',
  values,
  maxLength: 256,
  budget: values.length,
})

/** A whole number used as a label, such as an HTTP status. */
export const whole = <const P extends DimensionOptions & { min: number; max: number }>(
  options: P,
): DimensionSpec<string, IsOptional<P>, 'whole'> => ({
  ...common(options),
  type: 'whole',
  min: options.min,
  max: options.max,
  maxLength: 16,
  budget: options.budget ?? 1000,
})

/** true or false. */
export const flag = <const P extends DimensionOptions>(
  options: P = {} as P,
): DimensionSpec<'true' | 'false', IsOptional<P>, 'flag'> => ({
  ...common(options),
  type: 'flag',
  values: ['true', 'false'],
  maxLength: 5,
  budget: 2,
})

/** The value that stands for everything beyond a dimension's budget. */
export const OTHER_VALUE = '__other__'
