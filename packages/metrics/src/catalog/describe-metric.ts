import type { Filter, Formula, MetricSpec, Stat, Term } from '@tidemark/contracts'

const OP = { in: '=', notIn: '≠', exists: 'exists', missing: 'is missing' } as const

/** A condition in words. Pure. */
export function describeFilter(filter: Filter): string {
  if (filter.op === 'exists' || filter.op === 'missing') return `${filter.dimension} ${OP[filter.op]}`
  const [first = '', ...rest] = filter.values
  const last = rest.at(-1)
  const values = rest.length > 3 ? `${first} … ${last}` : filter.values.join(' or ')
  return `${filter.dimension} ${OP[filter.op]} ${values}`
}

const withWhere = (head: string, term: Term): string =>
  term.where.length === 0 ? head : `${head} where ${term.where.map(describeFilter).join(' and ')}`

const describeTerm = (term: Term): string =>
  withWhere(term.measure === null ? `count(${term.event})` : `sum(${term.event}.${term.measure})`, term)

const describeSum = (terms: readonly Term[]): string => terms.map(describeTerm).join(' + ')

function describePart(terms: readonly Term[]): string {
  return terms.length > 1 ? `(${describeSum(terms)})` : describeSum(terms)
}

/** What `name` is taken of: `p95(a.x) where ...`, and with several terms `p95(a.x where ..., b.x where ...)`. */
function describeCall(name: string, terms: readonly Term[], field: (term: Term) => string | null): string {
  const head = (term: Term) => `${term.event}.${field(term)}`
  const [first, ...rest] = terms
  if (first !== undefined && rest.length === 0) return withWhere(`${name}(${head(first)})`, first)
  return `${name}(${terms.map((term) => withWhere(head(term), term)).join(', ')})`
}

/** The formula of a metric in words, as receipts and catalog pages show it. Pure. */
export function describeMetric(spec: MetricSpec, stat: Stat = 'value'): string {
  switch (spec.kind) {
    case 'count':
    case 'sum':
      return describeSum(spec.of)
    case 'mean':
      return describeCall('mean', spec.of, (term) => term.measure)
    case 'distribution':
      return describeCall(stat === 'value' ? 'distribution' : stat, spec.of, (term) => term.measure)
    case 'within':
      return describeCall(`count at most ${spec.atMost}`, spec.of, (term) => term.measure)
    case 'distinct':
      return describeCall('distinct', spec.of, () => spec.unitOf)
    case 'ratio':
      return `${describePart(spec.of)} / ${describePart(spec.over)}`
    case 'entropy':
      return describeCall(`${spec.scale === 'bits' ? 'entropy' : 'evenness'} of ${spec.by}`, spec.of, () => spec.by)
    case 'derived':
      return describeFormula(spec.formula)
  }
}

const SIGN = { add: '+', subtract: '-', multiply: '*', divide: '/' } as const

function describeFormula(formula: Formula<MetricSpec>): string {
  if (formula.op === 'number') return String(formula.value)
  if (formula.op === 'metric') return describeMetric(formula.metric, formula.stat)
  return `(${describeFormula(formula.left)} ${SIGN[formula.op]} ${describeFormula(formula.right)})`
}
