import {
  type Filter,
  type Formula,
  type MetricGroup,
  MetricQuery,
  type MetricQueryInput,
  type MetricResult,
  type MetricSpec,
  operandsOf,
  STATS,
  type Stat,
  type StoredMetricSpec,
  type TimeRange,
} from '@tidemark/contracts'
import type { MetricEntry } from '@tidemark/metrics'
import { DISTINCT, EXACT, FLOAT, type Ledger, SKETCH, type Tolerance } from './compare.ts'
import { dayStart, type Grouping, metricSql } from './metric-sql.ts'
import type { Product } from './product.ts'
import type { Warehouse } from './warehouse.ts'

/** What checking needs: the product on one side, the warehouse on the other. */
export interface CheckContext extends Pick<Product, 'ask'> {
  readonly warehouse: Warehouse
  readonly ledger: Ledger
  readonly timeZone: string
  readonly isPersonal: (dimension: string) => boolean
}

const HOUR_MS = 3_600_000
const SEPARATOR = '\u0001'
const SKETCHED: readonly Stat[] = ['p50', 'p90', 'p95', 'p99']

const statsOf = (spec: MetricSpec): readonly Stat[] =>
  spec.kind === 'distribution' ? STATS.filter((stat) => stat !== 'value') : ['value']

const toleranceOf = (spec: StoredMetricSpec, stat: Stat): Tolerance => {
  if (spec.kind === 'count') return EXACT
  if (spec.kind === 'distinct') return DISTINCT
  return spec.kind === 'distribution' && SKETCHED.includes(stat) ? SKETCH : FLOAT
}

/** A formula is as exact as its least exact operand, and subtraction may double an error. */
function toleranceOfMetric(spec: MetricSpec, stat: Stat): Tolerance {
  if (spec.kind !== 'derived') return toleranceOf(spec, stat)
  const worst = Math.max(
    ...operandsOf(spec.formula).map((operand) => toleranceOf(operand.metric, operand.stat).relative),
  )
  return { relative: Math.max(4 * worst, FLOAT.relative) }
}

function bucketSql(bucket: 'total' | '1h' | '1d', range: TimeRange, timeZone: string): string {
  if (bucket === 'total') return `${range.from}::BIGINT`
  return bucket === '1h' ? `(ts // ${HOUR_MS} * ${HOUR_MS})::BIGINT` : dayStart('ts', timeZone)
}

type Table = ReadonlyMap<string, number | null>
const keyOf = (bucket: number, group: readonly unknown[]): string =>
  [bucket, ...group.map((value) => JSON.stringify(value))].join(SEPARATOR)

async function readTable(
  context: CheckContext,
  spec: StoredMetricSpec,
  stat: Stat,
  grouping: Grouping,
): Promise<Table> {
  const rows = await context.warehouse.rows(metricSql(spec, stat, grouping))
  return new Map(rows.map((row) => [keyOf(Number(row[0]), row.slice(1, -1)), row.at(-1) as number | null]))
}

const ARITHMETIC = {
  add: (a: number, b: number) => a + b,
  subtract: (a: number, b: number) => a - b,
  multiply: (a: number, b: number) => a * b,
  divide: (a: number, b: number) => (b === 0 ? null : a / b),
}

function evaluate(formula: Formula<StoredMetricSpec>, tables: readonly Table[], key: string): number | null {
  let next = 0
  const walk = (part: Formula<StoredMetricSpec>): number | null => {
    if (part.op === 'number') return part.value
    if (part.op === 'metric') {
      const value = tables[next++]!.get(key) ?? null
      return value ?? (part.metric.nullPolicy === 'zero' ? 0 : null)
    }
    const [left, right] = [walk(part.left), walk(part.right)]
    return left === null || right === null ? null : ARITHMETIC[part.op](left, right)
  }
  return walk(formula)
}

/** The expected number of every bucket and group. */
async function expectedOf(context: CheckContext, spec: MetricSpec, stat: Stat, grouping: Grouping) {
  if (spec.kind !== 'derived') {
    const table = await readTable(context, spec, stat, grouping)
    return (key: string) => table.get(key) ?? null
  }
  const tables: Table[] = []
  for (const operand of operandsOf(spec.formula))
    tables.push(await readTable(context, operand.metric, operand.stat, grouping))
  return (key: string) => evaluate(spec.formula, tables, key)
}

const named = (groups: readonly MetricGroup[]) => groups.filter(({ role }) => role !== 'other')

async function compareAnswer(context: CheckContext, metric: MetricEntry, input: MetricQueryInput): Promise<void> {
  const result = await context.ask(MetricQuery.parse(input))
  const grouping: Grouping = {
    range: result.range,
    filters: (input.filters ?? []) as Filter[],
    bucket: bucketSql(input.bucket as 'total' | '1h' | '1d', result.range, context.timeZone),
    breakdown: input.breakdown ?? [],
  }
  const expected = await expectedOf(context, metric.spec, result.stat, grouping)
  const tolerance = toleranceOfMetric(metric.spec, result.stat)
  const question = JSON.stringify(input)
  for (const group of named(result.groups)) {
    const cells =
      result.bucket === 'total'
        ? [{ at: result.range.from, answer: group.total }]
        : result.buckets.map((at, i) => ({ at, answer: group.values[i] ?? null }))
    for (const { at, answer } of cells) {
      const difference = { question, at: keyOf(at, group.key), answer, expected: expected(keyOf(at, group.key)) }
      context.ledger.note(metric.spec.kind, difference, tolerance)
    }
  }
}

function* filtersOf(result: MetricResult, dimension: string): Generator<Filter> {
  const values = result.groups.flatMap(({ role, key }) => (role === 'group' && key[0] != null ? [key[0]] : []))
  const [first] = values
  if (first === undefined) return
  yield { dimension, op: 'in', values: values.slice(0, 2) }
  yield { dimension, op: 'notIn', values: [first] }
  yield { dimension, op: 'exists', values: [] }
  yield { dimension, op: 'missing', values: [] }
}

/** Asks a metric as a total, by hour and day, by every dimension, by two and three of them, and under every kind of filter. */
export async function checkMetric(context: CheckContext, metric: MetricEntry, range: TimeRange): Promise<void> {
  const open = metric.dimensions.filter((dimension) => !context.isPersonal(dimension))
  const compare = (ask: Partial<MetricQueryInput>) =>
    compareAnswer(context, metric, { metric: metric.id, range, bucket: 'total', limit: 50, ...ask })
  for (const stat of statsOf(metric.spec))
    for (const bucket of ['total', '1h', '1d'] as const) await compare({ stat, bucket })
  for (const dimension of open) {
    await compare({ breakdown: [dimension] })
    await compare({ breakdown: [dimension], bucket: '1d' })
    const whole = await context.ask(
      MetricQuery.parse({ metric: metric.id, range, bucket: 'total', breakdown: [dimension] }),
    )
    for (const filter of filtersOf(whole, dimension)) await compare({ filters: [filter as never] })
  }
  for (const size of [2, 3]) if (open.length >= size) await compare({ breakdown: open.slice(0, size) })
}
