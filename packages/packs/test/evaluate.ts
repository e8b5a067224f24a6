import type {
  Bound,
  Filter,
  Formula,
  Match,
  MetricSpec,
  SeededEvent,
  Stat,
  StoredMetricSpec,
  Term,
} from '@tidemark/contracts'

type Events = readonly SeededEvent[]

const QUANTILE: Partial<Record<Stat, number>> = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 }

function passes({ props }: SeededEvent, { dimension, op, values }: Filter): boolean {
  const value = props[dimension]
  if (op === 'exists') return value !== undefined
  if (value === undefined) return op === 'missing'
  return op !== 'missing' && values.includes(String(value)) === (op === 'in')
}

/** The events that a match or a term names. */
export const matching = (events: Events, of: readonly (Match | Term)[]): SeededEvent[] =>
  events.filter((event) => of.some((one) => one.event === event.type && one.where.every((on) => passes(event, on))))

const measured = (events: Events, { measure, ...term }: Term): number[] =>
  matching(events, [{ measure, ...term }])
    .map(({ props }) => props[measure as string])
    .filter((value) => typeof value === 'number')

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)
const addUp = (events: Events, terms: readonly Term[]): number =>
  total(terms.map((term) => (term.measure === null ? matching(events, [term]).length : total(measured(events, term)))))
const safe = (value: number): number | null => (Number.isFinite(value) ? value : null)

function read(values: number[], stat: Stat): number | null {
  if (stat === 'min' || stat === 'max') return safe(Math[stat](...values))
  const q = QUANTILE[stat]
  if (q === undefined) return safe(total(values) / values.length)
  return values.toSorted((a, b) => a - b)[Math.ceil(q * values.length) - 1] ?? null
}

function entropy(shares: readonly number[], scale: 'bits' | 'evenness'): number | null {
  const n = total(shares)
  const bits =
    -total(shares.map((share) => (share / n) * Math.log2(share / n))) + (shares.length - 1) / (2 * n * Math.LN2)
  return safe(scale === 'bits' ? bits : Math.min(1, bits / Math.log2(shares.length)))
}

function stored(spec: StoredMetricSpec, events: Events, stat: Stat): number | null {
  const all = () => spec.of.flatMap((term) => measured(events, term))
  switch (spec.kind) {
    case 'count':
    case 'sum':
      return addUp(events, spec.of)
    case 'mean':
      return read(all(), 'mean')
    case 'distribution':
      return read(all(), stat)
    case 'within':
      return all().filter((value) => value <= spec.atMost).length
    case 'distinct':
      return new Set(matching(events, spec.of).map((event) => event[spec.unitOf])).size
    case 'ratio':
      return safe(addUp(events, spec.of) / addUp(events, spec.over))
    case 'entropy': {
      const groups = Map.groupBy(matching(events, spec.of), ({ props }) => props[spec.by])
      return entropy(
        [...groups.values()].map((group) => group.length),
        spec.scale,
      )
    }
  }
}

const SIGN = {
  add: (a: number, b: number) => a + b,
  subtract: (a: number, b: number) => a - b,
  multiply: (a: number, b: number) => a * b,
  divide: (a: number, b: number) => a / b,
}

function compute(formula: Formula<StoredMetricSpec>, events: Events): number | null {
  if (formula.op === 'number') return formula.value
  if (formula.op === 'metric') return stored(formula.metric, events, formula.stat)
  const [left, right] = [compute(formula.left, events), compute(formula.right, events)]
  return left === null || right === null ? null : safe(SIGN[formula.op](left, right))
}

/** The value of a metric, straight from its definition over events of weight 1. Null where nothing was measured. */
export const evaluate = (spec: MetricSpec, events: Events, stat: Stat = 'p95'): number | null =>
  spec.kind === 'derived' ? compute(spec.formula, events) : stored(spec, events, stat)

/** Whether a value is on the wrong side. Nothing measured is on no side. */
export function isBeyond(value: number | null, { op, value: bound }: Bound): boolean {
  if (value === null) return false
  return {
    '>': value > bound,
    '>=': value >= bound,
    '<': value < bound,
    '<=': value <= bound,
    '=': value === bound,
    '!=': value !== bound,
  }[op]
}
