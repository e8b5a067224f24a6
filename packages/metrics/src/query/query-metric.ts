import type { MetricQuery, MetricResult } from '@tidemark/contracts'
import type { Pool } from '@tidemark/db'
import { mapSqlError } from '@tidemark/db/sql-errors'
import { type Clock, invalid, systemClock } from '@tidemark/platform'
import { createCalendar } from '../calendar/calendar.ts'
import type { Catalog, EventEntry } from '../catalog/catalog.ts'
import { type Coverage, coversBucket, fetchCoverage, narrowCoverage, widenCoverage } from './coverage.ts'
import { oneCurrency } from './currency.ts'
import { type BytesColumn, fetchRows } from './fetch-rows.ts'
import { fetchSeries } from './fetch-series.ts'
import { formatGroups } from './format.ts'
import { type Fetched, gather } from './gather.ts'
import { type NormalQuery, normaliseQuery, type Operand, type Read } from './normalise.ts'
import { bucketIndex, type Plan, planQuery } from './plan.ts'
import { fetchFreshness, toReceipt } from './receipt.ts'
import { fetchStaleBuckets } from './stale-buckets.ts'

const MAX_SERIES = 50_000
/** What one process can hold in memory for one question, sketches included. */
const MAX_ROWS = 400_000

export interface QueryContext {
  /** the pool for reading; it never starves the door */
  pool: Pool
  catalog: Catalog
  clock?: Clock
  maxRangeDays?: number
  /** most buckets of one answer; 2,000 unless told */
  maxBuckets?: number
  /** most stored rows that one segment of an answer reads; 400,000 unless told */
  maxRows?: number
}

export interface QueryProject {
  id: number
  timeZone: string
  weekStart: number
}

/** Sketches and sets are read only by what needs them: they are most of a row's bytes. */
function bytesFor({ spec, stat }: Operand): BytesColumn {
  if (spec.kind === 'distinct') return 'distinct'
  if (spec.kind === 'within') return 'sketch'
  return spec.kind === 'distribution' && !['mean', 'min', 'max'].includes(stat) ? 'sketch' : null
}

interface FetchedPart extends Fetched {
  /** of the amounts, where it adds up amounts */
  readonly currencies: readonly (string | null)[]
}
type FetchedOperand = Readonly<Record<Read['part'], FetchedPart>>

async function fetchRead(
  { pool: db, maxRows = MAX_ROWS }: QueryContext,
  projectId: number,
  { breakdown, plan, operand }: { breakdown: readonly string[]; plan: Plan; operand: Operand },
  read: Read,
): Promise<FetchedPart> {
  const { currency } = read
  const by = operand.spec.kind === 'entropy' ? [operand.spec.by] : []
  const dimensions = [...breakdown, ...by, ...(currency === null ? [] : [currency])]
  const matched = await fetchSeries(db, projectId, read, dimensions)
  if (matched.length > MAX_SERIES)
    throw invalid(`The question touches ${matched.length} series, more than ${MAX_SERIES}. Add a filter.`)
  const ids = matched.map((series) => series.id)
  const reading = { bytes: bytesFor(operand), maxRows }
  const rows = (await Promise.all(plan.segments.map((segment) => fetchRows(db, ids, segment, reading)))).flat()
  if (currency === null) return { series: matched, rows, currencies: [] }
  const used = new Set(rows.map((row) => row.series_id))
  return {
    series: matched,
    rows,
    currencies: matched.filter(({ id }) => used.has(id)).map(({ key }) => key.at(-1) ?? null),
  }
}

/** The terms of one part as if they were one: a row counts once for each term it belongs to. */
const joinTerms = (reads: readonly FetchedPart[]): FetchedPart => ({
  series: reads.flatMap((read) => read.series),
  rows: reads.flatMap((read) => read.rows),
  currencies: reads.flatMap((read) => read.currencies),
})

async function fetchOperand(
  context: QueryContext,
  projectId: number,
  question: { breakdown: readonly string[]; plan: Plan; operand: Operand },
): Promise<FetchedOperand> {
  const fetchPart = async (part: Read['part']) => {
    const reads = question.operand.reads.filter((read) => read.part === part)
    return joinTerms(await Promise.all(reads.map((read) => fetchRead(context, projectId, question, read))))
  }
  const [of, over] = await Promise.all([fetchPart('of'), fetchPart('over')])
  return { of, over }
}

/** Event types whose arrival shows that an operand was being collected. */
function coveringEvents(catalog: Catalog, { spec }: Operand): EventEntry[] {
  const types = new Set([...spec.of.map((term) => term.event), ...spec.coveredBy])
  return [...types].flatMap((type) => catalog.events.get(type) ?? [])
}

/** First and one past the last bucket of the answer that got a row. */
function seenRange(plan: Plan, endOf: (start: number) => number, { of, over }: FetchedOperand): Coverage | null {
  let from = Number.POSITIVE_INFINITY
  let to = Number.NEGATIVE_INFINITY
  for (const { rows } of [of, over])
    for (const row of rows) {
      from = Math.min(from, row.ms)
      to = Math.max(to, endOf(plan.starts[bucketIndex(plan.starts, row.ms)]!))
    }
  return from < to ? { from, to } : null
}

/**
 * Answers one question: normalise, plan, fetch, gather, format. The only way to read metrics; every surface uses it.
 * @throws TidemarkError not_found, invalid_input (with what to change), unavailable
 */
export async function queryMetric(
  context: QueryContext,
  project: QueryProject,
  input: MetricQuery,
): Promise<MetricResult> {
  const { catalog, pool, clock = systemClock, maxRangeDays = 400, maxBuckets } = context
  const query = normaliseQuery(catalog, input, { maxRangeDays })
  const calendar = createCalendar(project)
  const now = clock()
  try {
    const isStale = await fetchStaleBuckets(pool, project.id, calendar, query.range)
    const plan = planQuery(query, calendar, { now, isStale, maxBuckets })
    const freshness = await fetchFreshness(pool, project.id, now)
    const { breakdown, operands } = query
    const fetched = await Promise.all(
      operands.map((operand) => fetchOperand(context, project.id, { breakdown, plan, operand })),
    )
    const endOf = (start: number) => (plan.bucket === null ? query.range.to : calendar.nextBucket(plan.bucket, start))
    const seen = fetched.map((operand) => seenRange(plan, endOf, operand))
    const collected = await Promise.all(
      operands.map((operand) => fetchCoverage(pool, project.id, coveringEvents(catalog, operand), now)),
    )
    const coverages = collected.map((coverage, place) => widenCoverage(coverage, seen[place]!))
    const gathered = gather({ query, starts: plan.starts, fetched })
    const groups = formatGroups(query, plan.starts, gathered, (place, start) =>
      coversBucket(coverages[place]!, start, endOf(start)),
    )
    const total = plan.bucket === null
    return {
      metric: query.subject.id,
      stat: query.stat,
      unit: query.subject.unit,
      currency: currencyOf(query, fetched),
      better: query.subject.better,
      bucket: plan.bucket ?? 'total',
      range: query.range,
      buckets: total ? [] : [...plan.starts],
      openFrom: total ? -1 : plan.openFrom,
      coverage: coverages.reduce(narrowCoverage),
      groups: total ? groups.map((group) => ({ ...group, values: [], samples: [] })) : groups,
      receipt: toReceipt(query, plan, freshness, groups, project.timeZone, noticesOf(seen)),
    }
  } catch (error) {
    throw mapSqlError(error)
  }
}

/** The one currency of everything that was added up, which is the answer's where its unit is one. */
function currencyOf(query: NormalQuery, fetched: readonly FetchedOperand[]): string | null {
  const dimension = query.operands.flatMap(({ reads }) => reads).find((read) => read.currency !== null)?.currency
  if (dimension == null) return null
  const found = fetched.flatMap(({ of, over }) => [...of.currencies, ...over.currencies])
  const one = oneCurrency(found, dimension, query.breakdown)
  return query.subject.unit === 'currency' ? one : null
}

const noticesOf = (seen: readonly (Coverage | null)[]): string[] =>
  seen.every((range) => range === null) ? ['No events in this range.'] : []
