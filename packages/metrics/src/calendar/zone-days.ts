import { Edges } from './edges.ts'
import { createOffsetReader, type OffsetReader, type OffsetSpan, readOffsets } from './zone-offsets.ts'

export const DAY_MS = 86_400_000
const FIVE_MINUTES_MS = 300_000
/** 1970-01-01 was a Thursday. */
const EPOCH_WEEKDAY = 4
const CHUNK_DAYS = 2048
const CHUNK_MS = CHUNK_DAYS * DAY_MS
/** Enough that the week around any instant of a chunk, and the next, begin in it, whatever the offset. */
const MARGIN_DAYS = 16
const MAX_CHUNKS = 64

/** The local days around a stretch of time: where each begins and its date, counted in days since 1970-01-01. */
export interface DayChunk {
  readonly days: Edges
  readonly dates: Int32Array
  readonly weeks: (Edges | undefined)[]
}

/**
 * The local days of one time zone, worked out for some years at a time and kept. A day begins at the first instant of
 * its local date and ends where the next existing date begins, so days tile time without gap or overlap even where
 * midnight is skipped, an hour repeats or a date never happened. Edges lie on whole five minutes: local mean times of
 * long ago (seconds off) are rounded up to them, because the finest grain that days are merged from is five minutes.
 */
export class ZoneDays {
  readonly #offsetAt: OffsetReader
  readonly #chunks = new Map<number, DayChunk>()

  constructor(timeZone: string) {
    this.#offsetAt = createOffsetReader(timeZone)
  }

  /** The days and dates around an instant: at least 14 more on either side. */
  chunkAt(at: number): DayChunk {
    const number = Math.floor(at / CHUNK_MS)
    const known = this.#chunks.get(number)
    if (known !== undefined) return known
    if (this.#chunks.size >= MAX_CHUNKS) this.#chunks.clear()
    const chunk = buildChunk(this.#offsetAt, number * CHUNK_DAYS)
    this.#chunks.set(number, chunk)
    return chunk
  }

  /** The offsets from UTC between two instants, in order; the first holds from before. */
  offsets(from: number, to: number): OffsetSpan[] {
    return readOffsets(this.#offsetAt, from, to)
  }

  /** The weeks around an instant that begin on a weekday (0 Sunday ... 6 Saturday). */
  weeksAt(at: number, weekStart: number): Edges {
    const chunk = this.chunkAt(at)
    const weeks = chunk.weeks[weekStart] ?? buildWeeks(chunk, weekStart)
    chunk.weeks[weekStart] = weeks
    return weeks
  }
}

function buildChunk(offsetAt: OffsetReader, firstDate: number): DayChunk {
  const from = firstDate - MARGIN_DAYS
  const to = firstDate + CHUNK_DAYS + MARGIN_DAYS
  const spans = readOffsets(offsetAt, (from - 3) * DAY_MS, (to + 3) * DAY_MS)
  const starts: number[] = []
  const dates: number[] = []
  let span = 0
  for (let date = from; date < to; date++) {
    while (localEnd(spans, span) <= date * DAY_MS) span++
    const { from: spanFrom, offset } = spans[span]!
    const start = roundUp(Math.max(spanFrom, date * DAY_MS - offset))
    // A date that never happened begins where the next one does; the later date keeps the day.
    if (starts.length > 0 && starts[starts.length - 1] === start) dates[dates.length - 1] = date
    else {
      starts.push(start)
      dates.push(date)
    }
  }
  return { days: new Edges(starts, DAY_MS), dates: Int32Array.from(dates), weeks: [] }
}

/** A week begins with the first existing day at or after its first weekday. */
function buildWeeks(chunk: DayChunk, weekStart: number): Edges {
  const starts: number[] = []
  for (let day = 1; day < chunk.dates.length; day++) {
    const date = chunk.dates[day]!
    const sinceWeekStart = (((date + EPOCH_WEEKDAY - weekStart) % 7) + 7) % 7
    if (date - sinceWeekStart > chunk.dates[day - 1]!) starts.push(chunk.days.starts[day]!)
  }
  return new Edges(starts, 7 * DAY_MS)
}

/** The local time at which a span ends, as if it were UTC. */
function localEnd(spans: readonly OffsetSpan[], span: number): number {
  const next = spans[span + 1]
  return next === undefined ? Number.POSITIVE_INFINITY : next.from + spans[span]!.offset
}

function roundUp(at: number): number {
  return Math.ceil(at / FIVE_MINUTES_MS) * FIVE_MINUTES_MS
}
