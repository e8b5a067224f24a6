import type { MetricQuery, MetricResult, StoredMetricSpec } from '@tidemark/contracts'
import type { Pool } from '@tidemark/db'
import { mapSqlError } from '@tidemark/db/sql-errors'
import { type Clock, invalid, systemClock } from '@tidemark/platform'
import { createCalendar } from '../calendar/calendar.ts'
import type { Catalog, EventEntry } from '../catalog/catalog.ts'
import { compute, type Fetched } from './compute.ts'
import { coversBucket, fetchCoverage, widenCoverage } from './coverage.ts'
import { currencyDimension, oneCurrency } from './currency.ts'
import { type BytesColumn, fetchRows } from './fetch-rows.ts'
import { fetchSeries } from './fetch-series.ts'
import { type NormalQuery, normaliseQuery, type Read } from './normalise.ts'
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
function bytesFor(query: NormalQuery): BytesColumn {
  if (query.spec.kind === 'distinct') return 'distinct'
  const fromSketch = query.spec.kind === 'distribution' && !['mean', 'min', 'max'].includes(query.stat)
  return fromSketch ? 'sketch' : null
}

interface FetchedRead extends Fetched {
  currencies: (string | null)[]
}

async function fetchRead(
  { pool: db, maxRows = MAX_ROWS }: QueryContext,
  projectId: number,
  query: NormalQuery,
  plan: Plan,
  read: Read,
  currency: string | null,
): Promise<FetchedRead> {
  const dimensions = currency === null ? query.breakdown : [...query.breakdown, currency]
  const matched = await fetchSeries(db, projectId, read, dimensions)
  if (matched.length > MAX_SERIES)
    throw invalid(`The question touches ${matched.length} series, more than ${MAX_SERIES}. Add a filter.`)
  const ids = matched.map((series) => series.id)
  const reading = { bytes: bytesFor(query), maxRows }
  const rows = (await Promise.all(plan.segments.map((segment) => fetchRows(db, ids, segment, reading)))).flat()
  const used = new Set(rows.map((row) => row.series_id))
  return {
    series: matched.map(({ id, key }) => ({ id, key: key.slice(0, query.breakdown.length) })),
    rows,
    currencies: currency === null ? [] : matched.filter(({ id }) => used.has(id)).map(({ key }) => key.at(-1) ?? null),
  }
}

/** The terms of one part as if they were one: a row counts once for each term it belongs to. */
const addUp = (reads: readonly FetchedRead[]): FetchedRead => ({
  series: reads.flatMap((read) => read.series),
  rows: reads.flatMap((read) => read.rows),
  currencies: reads.flatMap((read) => read.currencies),
})

/** Event types whose arrival shows that the number was being collected. */
function coveringEvents(catalog: Catalog, spec: StoredMetricSpec): EventEntry[] {
  const types = new Set([...spec.of.map((term) => term.event), ...spec.coveredBy])
  return [...types].flatMap((type) => catalog.events.get(type) ?? [])
}

/** First and one past the last bucket of the answer that got a row. */
function seenRange(
  plan: Plan,
  endOf: (start: number) => number,
  fetched: readonly Fetched[],
): { from: number; to: number } | null {
  let from = Number.POSITIVE_INFINITY
  let to = Number.NEGATIVE_INFINITY
  for (const { rows } of fetched)
    for (const row of rows) {
      from = Math.min(from, row.ms)
      to = Math.max(to, endOf(plan.starts[bucketIndex(plan.starts, row.ms)]!))
    }
  return from < to ? { from, to } : null
}

/**
 * Answers one question: normalise, plan, fetch, compute, format. The only way to read metrics; every surface uses it.
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
  const currency = currencyDimension(catalog, query)
  try {
    const isStale = await fetchStaleBuckets(pool, project.id, calendar, query.range)
    const plan = planQuery(query, calendar, { now, isStale, maxBuckets })
    const freshness = await fetchFreshness(pool, project.id, now)
    const fetched = await Promise.all(
      query.reads.map((read) => fetchRead(context, project.id, query, plan, read, currency)),
    )
    const collected = await fetchCoverage(pool, project.id, coveringEvents(catalog, query.spec), now)
    const endOf = (start: number) => (plan.bucket === null ? query.range.to : calendar.nextBucket(plan.bucket, start))
    const seen = seenRange(plan, endOf, fetched)
    const coverage = widenCoverage(collected, seen)
    const of = addUp(fetched.filter((_, i) => query.reads[i]?.part === 'of'))
    const over = addUp(fetched.filter((_, i) => query.reads[i]?.part === 'over'))
    const groups = compute({
      spec: query.spec,
      stat: query.stat,
      starts: plan.starts,
      of,
      over,
      breakdown: query.breakdown,
      limit: query.limit,
      covered: (start) => coversBucket(coverage, start, endOf(start)),
    })
    const total = plan.bucket === null
    return {
      metric: query.metric.id,
      stat: query.stat,
      unit: query.spec.unit,
      currency: currency === null ? null : oneCurrency(of.currencies, currency, query.breakdown),
      better: query.spec.better,
      bucket: plan.bucket ?? 'total',
      range: query.range,
      buckets: total ? [] : [...plan.starts],
      openFrom: total ? -1 : plan.openFrom,
      coverage,
      groups: total ? groups.map((group) => ({ ...group, values: [], samples: [] })) : groups,
      receipt: toReceipt(query, plan, freshness, groups, project.timeZone, noticesOf(seen)),
    }
  } catch (error) {
    throw mapSqlError(error)
  }
}

const noticesOf = (seen: { from: number; to: number } | null): string[] =>
  seen === null ? ['No events in this range.'] : []
