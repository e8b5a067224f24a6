import { invalid, systemClock } from '@tidemark/platform'
import { type Audits, fetchAudits } from '../audit/read-verification.ts'
import { type Calendar, createCalendar, type TimeRange } from '../calendar/calendar.ts'
import type { EventEntry } from '../catalog/catalog.ts'
import type { Segment } from './cover-range.ts'
import { type Coverage, fetchCoverage } from './coverage.ts'
import { fetchRows, type RowBytes, type StoredRows } from './fetch-rows.ts'
import { fetchSeries, type MatchedSeries } from './fetch-series.ts'
import type { Read } from './normalise.ts'
import type { QueryContext, QueryProject } from './query-context.ts'
import { fetchLate, type Late } from './read-late.ts'
import { type Freshness, fetchFreshness } from './receipt.ts'
import { fetchStaleBuckets, type IsStale } from './stale-buckets.ts'

const MAX_SERIES = 50_000
/** What one process can hold in memory for one question, sketches included. */
const MAX_ROWS = 400_000

/** Remembers what was asked: equal keys share one answer, also while it is on its way. */
function memo<T>(): (key: unknown, make: () => Promise<T>) => Promise<T> {
  const known = new Map<string, Promise<T>>()
  return (key, make) => {
    const name = JSON.stringify(key)
    const found = known.get(name) ?? make()
    known.set(name, found)
    return found
  }
}

/** What receipts tell of event types. */
interface EventFacts {
  readonly audits: Audits
  readonly late: Late | null
}

/** The stored facts of one project at one moment. What several questions of one call need is read once. */
export class Reader {
  readonly context: QueryContext
  readonly project: QueryProject
  readonly now: number
  /** how days and weeks are stored */
  readonly calendar: Calendar
  readonly #stale = memo<IsStale>()
  readonly #freshness = memo<Freshness>()
  readonly #series = memo<MatchedSeries[]>()
  readonly #rows = memo<StoredRows>()
  readonly #coverage = memo<Coverage | null>()
  readonly #facts = memo<EventFacts>()
  readonly #events = new Set<string>()

  constructor(context: QueryContext, project: QueryProject) {
    this.context = context
    this.project = project
    this.now = (context.clock ?? systemClock)()
    this.calendar = createCalendar(project)
  }

  /** Everything is read after it, so that rows are at least as fresh as it says. */
  freshness(): Promise<Freshness> {
    return this.#freshness(0, () => fetchFreshness(this.context.pool, this.project.id, this.now))
  }

  /** To be asked before rows. */
  staleBuckets(range: TimeRange): Promise<IsStale> {
    return this.#stale(range, () => fetchStaleBuckets(this.context.pool, this.project.id, this.calendar, range))
  }

  coverage(event: EventEntry, range: TimeRange): Promise<Coverage | null> {
    return this.#coverage([event.type, range], () =>
      fetchCoverage(this.context.pool, this.project.id, [event], range, this.now),
    )
  }

  /** To be told before a question waits for anything: what the receipts of one call tell of event types is read once. */
  willRead(events: readonly string[]): void {
    for (const event of events) this.#events.add(event)
  }

  /** Of days that begin in the range, of all event types that are read. */
  facts(range: TimeRange): Promise<EventFacts> {
    const { pool } = this.context
    const events = [...this.#events].sort()
    return this.#facts([events, range], async () => {
      const [audits, late] = await Promise.all([
        fetchAudits(pool, this.project.id, events, range),
        fetchLate(pool, this.project.id, events, range),
      ])
      return { audits, late }
    })
  }

  /** The series of a read, with their values of `dimensions`. Throws `invalid_input` for more than 50,000. */
  async series(
    { event, measure, filters }: Pick<Read, 'event' | 'measure' | 'filters'>,
    dimensions: readonly string[],
  ): Promise<MatchedSeries[]> {
    const read = { event, measure, filters }
    const found = await this.#series([read, dimensions], () =>
      fetchSeries(this.context.pool, this.project.id, read, dimensions),
    )
    if (found.length > MAX_SERIES)
      throw invalid(`The question touches ${found.length} series, more than ${MAX_SERIES}. Add a filter.`)
    return found
  }

  rows(seriesIds: readonly number[], segments: readonly Segment[], bytes: RowBytes): Promise<StoredRows> {
    const { pool, maxRows = MAX_ROWS } = this.context
    return this.#rows([seriesIds, segments, bytes], () => fetchRows(pool, seriesIds, segments, { bytes, maxRows }))
  }
}
