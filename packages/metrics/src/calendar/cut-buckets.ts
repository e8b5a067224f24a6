import type { BucketSize } from './bucket-size.ts'
import type { Calendar, TimeRange } from './calendar-types.ts'
import type { OffsetSpan } from './zone-offsets.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/**
 * The buckets of any size that share an instant with a range, as rising edges: the i-th is [edges[i], edges[i + 1]).
 * Days and weeks are those of the calendar; several days are counted from 1970-01-01, so that they do not depend on the
 * range. Minutes and hours begin where the local clock shows a multiple of them: an hour that is lived through twice is two
 * buckets, one that a clock change cuts is shorter. Throws RangeError where the zone's offset then cannot be cut from
 * stored minutes (local mean times with seconds, before standard time).
 */
export function cutBuckets(calendar: Calendar, size: BucketSize, range: TimeRange): number[] {
  const { from, to } = range
  const spans = calendar.offsets(from - 2 * DAY_MS, to + 2 * DAY_MS)
  // Days and weeks are merged from five minutes, shorter ones from minutes.
  const step = size.unit === 'clock' ? MINUTE_MS : 5 * MINUTE_MS
  if (spans.some(({ offset }) => offset % step !== 0))
    throw new RangeError(`${calendar.timeZone} was not whole minutes off UTC then: ask in UTC`)
  if (size.unit === 'clock') return clockEdges(spans, size.ms, range)
  return size.unit === 'week' ? gridEdges(calendar, '1w', range) : dayEdges(calendar, size.days, range)
}

function gridEdges(calendar: Calendar, grain: '1d' | '1w', { from, to }: TimeRange): number[] {
  const starts = calendar.buckets(grain, from, to)
  return [...starts, calendar.nextBucket(grain, starts.at(-1)!)]
}

const groupOf = (calendar: Calendar, at: number, days: number): number =>
  Math.floor(Date.parse(calendar.localDate(at)) / DAY_MS / days)

function dayEdges(calendar: Calendar, days: number, range: TimeRange): number[] {
  if (days === 1) return gridEdges(calendar, '1d', range)
  const margin = days * DAY_MS
  const starts = calendar.buckets('1d', range.from - margin, range.to + margin)
  const edges = starts.filter((start) => groupOf(calendar, start, days) !== groupOf(calendar, start - 1, days))
  return within(edges, range)
}

/** Those edges that a range needs: from the last at or before it to the first at or after its end. */
function within(edges: readonly number[], { from, to }: TimeRange): number[] {
  const first = edges.findLastIndex((edge) => edge <= from)
  const last = edges.findIndex((edge) => edge >= to)
  return edges.slice(first, last + 1)
}

function clockEdges(spans: readonly OffsetSpan[], ms: number, range: TimeRange): number[] {
  const [from, to] = [range.from - 2 * DAY_MS, range.to + 2 * DAY_MS]
  const edges: number[] = []
  for (const [i, { from: begin, offset }] of spans.entries()) {
    const start = Math.max(begin, from)
    const end = Math.min(spans[i + 1]?.from ?? to, to)
    if (i > 0 && begin >= from && begin < to && cutsAtChange(begin, spans[i - 1]!.offset, offset, ms)) edges.push(begin)
    let at = Math.ceil((start + offset) / ms) * ms - offset
    if (at === edges.at(-1)) at += ms
    for (; at < end; at += ms) edges.push(at)
  }
  return within(edges, range)
}

/**
 * Whether a clock change begins a bucket: where the clock jumps into another one, or goes back over the beginning of one;
 * buckets of up to an hour are cut whenever it goes back, so that no local minute is in one of them twice.
 */
function cutsAtChange(at: number, before: number, after: number, ms: number): boolean {
  const [old, now] = [at + before, at + after]
  if (after > before) return Math.floor((old - 1) / ms) !== Math.floor(now / ms)
  return ms <= HOUR_MS || Math.ceil(now / ms) * ms < old
}
