import type { Filter, Stat, StoredMetricSpec, Term, TimeRange } from '@tidemark/contracts'
import { dimensionColumn, measureColumn, quote, tableOf } from './warehouse.ts'

/** How rows are put together: an SQL expression over `ts`, and the dimensions asked for. */
export interface Grouping {
  readonly range: TimeRange
  readonly filters: readonly Filter[]
  /** SQL that names a row's bucket; a constant for a total */
  readonly bucket: string
  readonly breakdown: readonly string[]
}

/** Epoch ms of the local midnight before `ts`, by DuckDB's own calendar. */
export const dayStart = (ts: string, timeZone: string): string =>
  `epoch_ms(date_trunc('day', make_timestamptz(${ts} * 1000) AT TIME ZONE '${timeZone}') AT TIME ZONE '${timeZone}')::BIGINT`

/** A filter as SQL. */
export function condition({ dimension, op, values }: Filter): string {
  const column = dimensionColumn(dimension)
  const list = values.map(quote).join(', ')
  if (op === 'exists') return `${column} IS NOT NULL`
  if (op === 'missing') return `${column} IS NULL`
  return op === 'in' ? `${column} IN (${list})` : `(${column} IS NOT NULL AND ${column} NOT IN (${list}))`
}

/** One row per event of the terms: bucket, group, and the value of the term's measure. */
function source(terms: readonly Term[], { range, filters, bucket, breakdown }: Grouping, extra: string[] = []): string {
  const one = (term: Term): string => {
    const where = [
      `ts >= ${range.from} AND ts < ${range.to}`,
      ...[...term.where, ...filters].map(condition),
      ...(term.measure === null ? [] : [`${measureColumn(term.measure)} IS NOT NULL`]),
    ]
    const columns = [
      `${bucket} AS bucket`,
      ...breakdown.map((dimension, i) => `${dimensionColumn(dimension)} AS g${i}`),
      `${term.measure === null ? '1.0' : measureColumn(term.measure)} AS value`,
      'actor',
      'session',
      ...extra,
    ]
    return `SELECT ${columns.join(', ')} FROM ${tableOf(term.event)} WHERE ${where.join(' AND ')}`
  }
  return terms.map(one).join(' UNION ALL ')
}

const QUANTILE: Partial<Record<Stat, number>> = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 }

function aggregate(spec: StoredMetricSpec, stat: Stat): string {
  switch (spec.kind) {
    case 'count':
      return 'count(*)'
    case 'sum':
      return 'sum(value)'
    case 'mean':
      return 'avg(value)'
    case 'within':
      return `count(*) FILTER (WHERE value <= ${spec.atMost})`
    case 'distinct':
      return `count(DISTINCT ${spec.unitOf})`
    case 'distribution':
      if (stat === 'min' || stat === 'max') return `${stat}(value)`
      return stat === 'mean' ? 'avg(value)' : `quantile_disc(value, ${QUANTILE[stat] ?? 0.95})`
    case 'ratio':
    case 'entropy':
      throw new Error(`${spec.kind} is not one aggregate`)
  }
}

const keysOf = ({ breakdown }: Grouping): string[] => ['bucket', ...breakdown.map((_, i) => `g${i}`)]

function ratioSql(spec: Extract<StoredMetricSpec, { kind: 'ratio' }>, grouping: Grouping): string {
  const keys = keysOf(grouping)
  const part = (terms: readonly Term[], sign: string) =>
    `SELECT ${keys.join(', ')}, ${sign === 'of' ? 'value AS top, 0.0 AS bottom' : '0.0 AS top, value AS bottom'} FROM (${source(terms, grouping)})`
  return `SELECT ${keys.join(', ')}, CASE WHEN sum(bottom) = 0 THEN NULL ELSE sum(top) / sum(bottom) END
    FROM (${part(spec.of, 'of')} UNION ALL ${part(spec.over, 'over')}) GROUP BY ${keys.join(', ')}`
}

/** Shannon entropy to base 2 with the Miller-Madow correction, or over log2 of the number of values. */
function entropySql(spec: Extract<StoredMetricSpec, { kind: 'entropy' }>, grouping: Grouping): string {
  const keys = keysOf(grouping).join(', ')
  const counted = `SELECT ${keys}, choice, count(*)::DOUBLE AS c FROM (${source(spec.of, grouping, [`${dimensionColumn(spec.by)} AS choice`])})
    WHERE choice IS NOT NULL GROUP BY ${keys}, choice`
  const bits = '-sum((c / n) * log2(c / n)) + (count(*) - 1) / (2 * any_value(n) * ln(2))'
  const value =
    spec.scale === 'bits' ? bits : `CASE WHEN count(*) < 2 THEN NULL ELSE least(1, (${bits}) / log2(count(*))) END`
  return `SELECT ${keys}, ${value} FROM (SELECT *, sum(c) OVER (PARTITION BY ${keys}) AS n FROM (${counted})) GROUP BY ${keys}`
}

/** The number of a metric per bucket and group, in SQL that shares nothing with the product. Columns: bucket, groups, value. */
export function metricSql(spec: StoredMetricSpec, stat: Stat, grouping: Grouping): string {
  if (spec.kind === 'ratio') return ratioSql(spec, grouping)
  if (spec.kind === 'entropy') return entropySql(spec, grouping)
  const keys = keysOf(grouping).join(', ')
  return `SELECT ${keys}, ${aggregate(spec, stat)} FROM (${source(spec.of, grouping)}) GROUP BY ${keys}`
}
