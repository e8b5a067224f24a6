import type { EventSpec, Unit } from './event.ts'
import { type Formula, type FormulaOp, operandsOf } from './formula.ts'
import type { Stat } from './stat.ts'
import { listOf, type MeasureOf, type OneOrMore, type Term, toTerms, type WhereOf } from './term.ts'

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

export const METRIC_KINDS = [
  'count',
  'sum',
  'mean',
  'distribution',
  'within',
  'distinct',
  'ratio',
  'entropy',
  'derived',
] as const
export type MetricKind = (typeof METRIC_KINDS)[number]

/** A metric that is computed from stored rows, not from other metrics. */
export type StoredMetricSpec = MetricBase &
  (
    | { readonly kind: 'count'; readonly of: readonly Term[] }
    | { readonly kind: 'sum'; readonly of: readonly Term[] }
    | { readonly kind: 'mean'; readonly of: readonly Term[] }
    | { readonly kind: 'distribution'; readonly of: readonly Term[] }
    | { readonly kind: 'within'; readonly of: readonly Term[]; readonly atMost: number }
    | { readonly kind: 'distinct'; readonly of: readonly Term[]; readonly unitOf: 'actor' | 'session' }
    | { readonly kind: 'ratio'; readonly of: readonly Term[]; readonly over: readonly Term[] }
    | { readonly kind: 'entropy'; readonly of: readonly Term[]; readonly by: string; readonly scale: EntropyScale }
  )
/** A metric that is arithmetic over others. */
export type DerivedMetricSpec = MetricBase & { readonly kind: 'derived'; readonly formula: Formula<StoredMetricSpec> }
export type MetricSpec = StoredMetricSpec | DerivedMetricSpec

/** `bits`: Shannon entropy to base 2. `evenness`: the same over log2 of the number of values, 0 to 1. */
export type EntropyScale = 'bits' | 'evenness'

/** Every term that a metric is computed from. */
export function termsOf(spec: MetricSpec): readonly Term[] {
  if (spec.kind === 'derived') return operandsOf(spec.formula).flatMap(({ metric }) => termsOf(metric))
  return spec.kind === 'ratio' ? [...spec.of, ...spec.over] : spec.of
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

const unitOfMeasure = (events: OneOrMore<EventSpec>, measure: string): Unit =>
  listOf(events)[0]?.measures[measure]?.unit ?? 'count'

/** How many events happened. */
export const count = <E extends EventSpec>(
  spec: Describe & { of: OneOrMore<E>; where?: WhereOf<E>; unit?: Unit },
): StoredMetricSpec => ({
  kind: 'count',
  of: toTerms(spec.of, null, spec.where),
  ...base(spec, spec.unit ?? 'count', 'zero'),
})

type OfMeasure<E extends EventSpec> = Describe & {
  of: OneOrMore<E>
  measure: MeasureOf<E>
  where?: WhereOf<E>
  unit?: Unit
}

/** The sum of one measure. */
export const sum = <E extends EventSpec>(spec: OfMeasure<E>): StoredMetricSpec => ({
  kind: 'sum',
  of: toTerms(spec.of, spec.measure, spec.where),
  ...base(spec, spec.unit ?? unitOfMeasure(spec.of, spec.measure), 'zero'),
})

/** The arithmetic mean of one measure: its sum over the events that carry it. */
export const mean = <E extends EventSpec>(spec: OfMeasure<E>): StoredMetricSpec => ({
  kind: 'mean',
  of: toTerms(spec.of, spec.measure, spec.where),
  ...base(spec, spec.unit ?? unitOfMeasure(spec.of, spec.measure), 'gap'),
})

/** The distribution of one measure: percentiles from a mergeable sketch, never from other percentiles. */
export const distribution = <E extends EventSpec>(spec: OfMeasure<E>): StoredMetricSpec => ({
  kind: 'distribution',
  of: toTerms(spec.of, spec.measure, spec.where),
  ...base(spec, spec.unit ?? unitOfMeasure(spec.of, spec.measure), 'gap'),
})

/** How many events carry a measure of at most `atMost`, from the sketch: values within 1 % of it may fall on either side. */
export const within = <E extends EventSpec>(spec: OfMeasure<E> & { atMost: number }): StoredMetricSpec => ({
  kind: 'within',
  of: toTerms(spec.of, spec.measure, spec.where),
  atMost: spec.atMost,
  ...base(spec, 'count', 'zero'),
})

/** How many different actors or sessions there were. Not additive: totals are recomputed by merging. */
export const distinct = <E extends EventSpec>(
  spec: Describe & { of: OneOrMore<E>; unitOf: 'actor' | 'session'; where?: WhereOf<E> },
): StoredMetricSpec => ({
  kind: 'distinct',
  unitOf: spec.unitOf,
  of: toTerms(spec.of, null, spec.where),
  ...base(spec, 'count', 'zero'),
})

/** One part over another, computed last; null where the denominator is 0. */
export const ratio = (
  spec: Describe & { of: readonly Term[]; over: readonly Term[]; unit?: Unit },
): StoredMetricSpec => ({
  kind: 'ratio',
  of: spec.of,
  over: spec.over,
  ...base(spec, spec.unit ?? 'percent', 'gap'),
})

/**
 * How varied the values of one kept dimension are: Shannon entropy of the events' shares, with the Miller-Madow correction
 * `(values seen - 1) / (2 n ln 2)` for small samples. In bits, or as evenness between 0 and 1.
 */
export const entropy = <E extends EventSpec>(
  spec: Describe & { of: OneOrMore<E>; by: keyof E['dimensions'] & string; where?: WhereOf<E>; scale?: EntropyScale },
): StoredMetricSpec => {
  const scale = spec.scale ?? 'bits'
  return {
    kind: 'entropy',
    of: toTerms(spec.of, null, spec.where),
    by: spec.by,
    scale,
    ...base(spec, scale === 'bits' ? 'bits' : 'ratio', 'gap'),
  }
}

type Operand = StoredMetricSpec | DerivedMetricSpec | Formula<StoredMetricSpec> | number

function toFormula(operand: Operand): Formula<StoredMetricSpec> {
  if (typeof operand === 'number') return { op: 'number', value: operand }
  if ('op' in operand) return operand
  if (operand.kind === 'derived') return operand.formula
  return { op: 'metric', metric: operand, stat: operand.kind === 'distribution' ? 'p95' : 'value' }
}

const binary =
  (op: FormulaOp) =>
  (left: Operand, right: Operand): Formula<StoredMetricSpec> => ({
    op,
    left: toFormula(left),
    right: toFormula(right),
  })

export const plus = binary('add')
export const minus = binary('subtract')
export const times = binary('multiply')
export const dividedBy = binary('divide')
/** One statistic of a distribution, for formulas. */
export const read = (metric: StoredMetricSpec, stat: Stat): Formula<StoredMetricSpec> => ({
  op: 'metric',
  metric,
  stat,
})

/** Arithmetic over metrics, each computed first: `derived({ formula: minus(deposits, withdrawals), unit: 'currency', ... })`. */
export const derived = (
  spec: Describe & { formula: Operand; unit: Unit; nullPolicy?: NullPolicy },
): DerivedMetricSpec => ({
  kind: 'derived',
  formula: toFormula(spec.formula),
  ...base(spec, spec.unit, spec.nullPolicy ?? 'gap'),
})
