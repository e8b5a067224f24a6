import type { Filter, MetricSpec, Stat, Term } from '@tidemark/contracts'

const OP = { in: '=', notIn: '≠', exists: 'exists', missing: 'is missing' } as const

function describeFilter(filter: Filter): string {
  if (filter.op === 'exists' || filter.op === 'missing') return `${filter.dimension} ${OP[filter.op]}`
  const [first = '', ...rest] = filter.values
  const last = rest.at(-1)
  const values = rest.length > 3 ? `${first} … ${last}` : filter.values.join(' or ')
  return `${filter.dimension} ${OP[filter.op]} ${values}`
}

function describeTerm(term: Term): string {
  const what = term.measure === null ? `count(${term.event})` : `sum(${term.event}.${term.measure})`
  return term.where.length === 0 ? what : `${what} where ${term.where.map(describeFilter).join(' and ')}`
}

const withWhere = (head: string, term: Term): string =>
  term.where.length === 0 ? head : `${head} where ${term.where.map(describeFilter).join(' and ')}`

/** The formula of a metric in words, as receipts and catalog pages show it. Pure. */
export function describeMetric(spec: MetricSpec, stat: Stat = 'value'): string {
  switch (spec.kind) {
    case 'count':
    case 'sum':
      return describeTerm(spec.of)
    case 'mean':
      return withWhere(`mean(${spec.of.event}.${spec.of.measure})`, spec.of)
    case 'distribution':
      return withWhere(`${stat === 'value' ? 'distribution' : stat}(${spec.of.event}.${spec.of.measure})`, spec.of)
    case 'distinct':
      return withWhere(`distinct(${spec.of.event}.${spec.unitOf})`, spec.of)
    case 'ratio':
      return `${describeTerm(spec.of)} / ${describeTerm(spec.over)}`
  }
}
