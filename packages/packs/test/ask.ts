import type { Bound, DefaultRuleSpec, Filter, Formula, MetricSpec, SeededEvent, Stat, Term } from '@tidemark/contracts'

/** `null`: nothing was measured. */
type Answer = number | null
type Props = Readonly<Record<string, unknown>>

const holds = (props: Props, { dimension, op, values }: Filter): boolean => {
  const value = props[dimension]
  if (op === 'exists') return value !== undefined
  if (op === 'missing') return value === undefined
  return value !== undefined && values.includes(String(value)) === (op === 'in')
}

const matching = (events: readonly SeededEvent[], { event, where }: Pick<Term, 'event' | 'where'>) =>
  events.filter(({ type, props }) => type === event && where.every((filter) => holds(props, filter)))

const valuesOf = (events: readonly SeededEvent[], term: Term): number[] =>
  matching(events, term).flatMap(({ props }) => {
    const value = term.measure === null ? 1 : props[term.measure]
    return typeof value === 'number' ? [value] : []
  })

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

function readStat(values: number[], stat: Stat): Answer {
  if (values.length === 0) return null
  if (stat === 'mean') return total(values) / values.length
  const sorted = values.sort((a, b) => a - b)
  if (stat === 'min') return sorted[0]!
  if (stat === 'max') return sorted.at(-1)!
  const rank = { value: 0.95, p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 }[stat]
  return sorted[Math.ceil(rank * sorted.length) - 1]!
}

function entropyOf(spec: Extract<MetricSpec, { kind: 'entropy' }>, events: readonly SeededEvent[]): Answer {
  const counts = new Map<unknown, number>()
  for (const { props } of spec.of.flatMap((term) => matching(events, term)))
    if (props[spec.by] !== undefined) counts.set(props[spec.by], (counts.get(props[spec.by]) ?? 0) + 1)
  const n = total([...counts.values()])
  if (n === 0) return null
  return -total([...counts.values()].map((k) => (k / n) * Math.log2(k / n)))
}

const OPS = {
  add: (a: number, b: number) => a + b,
  subtract: (a: number, b: number) => a - b,
  multiply: (a: number, b: number) => a * b,
  divide: (a: number, b: number) => (b === 0 ? null : a / b),
}

function compute(formula: Formula<MetricSpec>, events: readonly SeededEvent[]): Answer {
  if (formula.op === 'number') return formula.value
  if (formula.op === 'metric') return ask(formula.metric, events, formula.stat)
  const [left, right] = [compute(formula.left, events), compute(formula.right, events)]
  return left === null || right === null ? null : OPS[formula.op](left, right)
}

/** What a metric is over some events, computed the plain way: nearest rank, no sketches, no rollups. */
export function ask(spec: MetricSpec, events: readonly SeededEvent[], stat: Stat = 'value'): Answer {
  if (spec.kind === 'derived') return compute(spec.formula, events)
  if (spec.kind === 'entropy') return entropyOf(spec, events)
  const values = spec.of.flatMap((term) => valuesOf(events, term))
  if (spec.kind === 'ratio') {
    const over = total(spec.over.flatMap((term) => valuesOf(events, term)))
    return over === 0 ? null : total(values) / over
  }
  if (spec.kind === 'distinct')
    return new Set(spec.of.flatMap((term) => matching(events, term).map((event) => event[spec.unitOf]))).size
  if (spec.kind === 'mean') return readStat(values, 'mean')
  return spec.kind === 'distribution' ? readStat(values, stat) : total(values)
}

const SIDES: Record<Bound['op'], (value: number, bound: number) => boolean> = {
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '=': (value, bound) => value === bound,
  '!=': (value, bound) => value !== bound,
}

/** Whether a rule's condition holds over the window that ends at `at`; `events` rise in time. */
export function conditionHolds(
  rule: DefaultRuleSpec,
  metrics: Readonly<Record<string, MetricSpec>>,
  events: readonly SeededEvent[],
  at: number,
): boolean {
  const value = ask(metrics[rule.metric]!, between(events, at - rule.windowMs, at), rule.stat)
  return value !== null && SIDES[rule.condition.op](value, rule.condition.value)
}

/** The events with `from <= ts < to`; they rise in time. */
export function between(events: readonly SeededEvent[], from: number, to: number): readonly SeededEvent[] {
  return events.slice(indexOf(events, from), indexOf(events, to))
}

function indexOf(events: readonly SeededEvent[], ts: number): number {
  let [low, high] = [0, events.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (events[middle]!.ts < ts) low = middle + 1
    else high = middle
  }
  return low
}
