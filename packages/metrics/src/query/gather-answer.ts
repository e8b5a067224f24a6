import type { AnyQuery } from '@tidemark/contracts'
import { createCalendar, type TimeRange } from '../calendar/calendar.ts'
import type { Catalog, EventEntry } from '../catalog/catalog.ts'
import { guardsOf } from '../privacy/guard.ts'
import { snapToDays } from '../privacy/snap-range.ts'
import { type Coverage, narrowCoverage, widenCoverage } from './coverage.ts'
import { oneCurrency } from './currency.ts'
import { fetchOperands, matchOperands } from './fetch-operands.ts'
import { type FetchedRead, type GatheredGroup, gather, type Key } from './gather.ts'
import { type DayVerdicts, judgeDays, withheldKeys } from './judge-days.ts'
import type { NormalQuery, Operand } from './normalise.ts'
import { bucketIndex, type Plan, planQuery } from './plan.ts'
import type { Reader } from './reader.ts'

/** Everything an answer will be made of, still mergeable. */
export interface GatheredAnswer {
  readonly plan: Plan
  readonly groups: readonly GatheredGroup[]
  /** where each operand was collected */
  readonly coverages: readonly (Coverage | null)[]
  /** where all of them were */
  readonly coverage: Coverage | null
  readonly currency: string | null
  /** false: no row was there to be read */
  readonly seen: boolean
  /** what the privacy gate decided; null: the question is not about persons */
  readonly verdicts: DayVerdicts | null
}

/** Event types whose arrival shows that an operand was being collected. */
function coveringEvents(catalog: Catalog, { spec }: Operand): EventEntry[] {
  const types = new Set([...spec.of.map((term) => term.event), ...spec.coveredBy])
  return [...types].flatMap((type) => catalog.events.get(type) ?? [])
}

async function readCoverage(reader: Reader, operand: Operand, range: TimeRange): Promise<Coverage | null> {
  const events = coveringEvents(reader.context.catalog, operand)
  return (await Promise.all(events.map((event) => reader.coverage(event, range)))).reduce(widenCoverage, null)
}

/** From the first row to the end of the last bucket of the answer that got one. */
function seenRange({ starts, ends }: Plan, reads: readonly FetchedRead[]): Coverage | null {
  let from = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (const { series, rows } of reads) {
    const own = new Set(series.map(({ id }) => id))
    for (let i = 0; i < rows.length; i++) {
      if (!own.has(rows.series[i]!)) continue
      const ms = rows.ms[i]!
      if (ms < from) from = ms
      if (ms > last) last = ms
    }
  }
  return from <= last ? { from, to: ends[bucketIndex(starts, last)]! } : null
}

/** The currencies of the amounts that rows were found of. */
function currenciesOf({ currency, series, rows }: FetchedRead): (string | null)[] {
  if (currency === null) return []
  const used = new Set(rows.series.subarray(0, rows.length))
  return series.filter(({ id }) => used.has(id)).map(({ key }) => key.at(-1) ?? null)
}

/** The one currency of everything that was added up, which is the answer's where its unit is one. */
function currencyOf(query: NormalQuery, reads: readonly FetchedRead[]): string | null {
  const dimension = reads.find((read) => read.currency !== null)?.currency
  if (dimension == null) return null
  const one = oneCurrency(reads.flatMap(currenciesOf), dimension, query.breakdown)
  return query.subject.unit === 'currency' ? one : null
}

interface GatherOptions {
  /** groups to show, in this order; else those that rank highest */
  readonly keys?: readonly Key[]
}

/**
 * Plans, fetches and gathers one question: all of answering it but the forming of numbers.
 * @throws TidemarkError invalid_input, unavailable
 */
export async function gatherAnswer(
  reader: Reader,
  query: NormalQuery,
  asked: AnyQuery['range'],
  { keys }: GatherOptions = {},
): Promise<GatheredAnswer> {
  const { calendar: stored, now, project, context } = reader
  const guards = guardsOf(context.catalog, query)
  const range = guards.length === 0 ? asked : snapToDays(stored, asked, now)
  const answer = createCalendar({ timeZone: query.timeZone, weekStart: project.weekStart })
  const { operands, breakdown } = query
  const [isStale, matched] = await Promise.all([reader.staleBuckets(range), matchOperands(reader, operands, breakdown)])
  const plan = planQuery({ ...query, range }, { stored, answer }, { now, isStale, maxBuckets: context.maxBuckets })
  const [fetched, collected] = await Promise.all([
    fetchOperands(reader, operands, matched, plan.segments),
    Promise.all(operands.map((operand) => readCoverage(reader, operand, range))),
  ])
  // After the rows, so that the gate has seen everybody who is in them.
  const verdicts = guards.length === 0 ? null : await judgeDays(reader, guards, breakdown, range)
  const coverages = collected.map((coverage, place) => widenCoverage(coverage, seenRange(plan, fetched[place]!)))
  const reads = fetched.flat()
  return {
    plan,
    groups: gather({ query, starts: plan.starts, keys, withheld: withheldKeys(verdicts, range), fetched }),
    coverages,
    coverage: coverages.reduce(narrowCoverage),
    currency: currencyOf(query, reads),
    seen: reads.some(({ rows }) => rows.length > 0),
    verdicts,
  }
}
