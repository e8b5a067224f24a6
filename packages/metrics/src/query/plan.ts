import type { BucketSize } from '@tidemark/contracts'
import { invalid } from '@tidemark/platform'
import { parseBucketSize } from '../calendar/bucket-size.ts'
import type { Calendar, TimeRange } from '../calendar/calendar.ts'
import { cutBuckets } from '../calendar/cut-buckets.ts'
import { chooseBucket } from './choose-bucket.ts'
import { coverRange, cutsAt, type Segment, type Settled } from './cover-range.ts'
import type { NormalQuery } from './normalise.ts'
import type { IsStale } from './stale-buckets.ts'

/** How a query will be answered from stored rows. */
export interface Plan {
  /** size of the answer's buckets; null: a total only */
  readonly bucket: BucketSize | null
  /** starts of the answer's buckets; one entry, the range's start, for a total */
  readonly starts: readonly number[]
  /** where each of them ends */
  readonly ends: readonly number[]
  readonly segments: readonly Segment[]
  /** index of the first bucket that is still open, or -1 */
  readonly openFrom: number
}

/** The calendar that stored days and weeks were cut by, and the one of the answer. */
export interface Calendars {
  readonly stored: Calendar
  readonly answer: Calendar
}

interface PlanOptions {
  readonly now: number
  readonly isStale: IsStale
  readonly maxBuckets?: number | undefined
}

const MAX_BUCKETS = 2_000

function mergeNeighbours(segments: readonly Segment[]): Segment[] {
  const merged: Segment[] = []
  for (const segment of segments) {
    const last = merged.at(-1)
    if (last !== undefined && last.grain === segment.grain && last.to === segment.from)
      merged[merged.length - 1] = { ...last, to: segment.to }
    else merged.push(segment)
  }
  return merged
}

function edgesOf(calendar: Calendar, bucket: BucketSize, range: TimeRange): number[] {
  try {
    return cutBuckets(calendar, parseBucketSize(bucket), range)
  } catch (error) {
    if (error instanceof RangeError) throw invalid(`${error.message}.`)
    throw error
  }
}

/**
 * Chooses buckets and the stored grains that fill them: whole coarse rows where they are settled, finer ones at the ends,
 * where the answer's days are not the stored ones and for what is still moving. No stored row straddles two buckets of the
 * answer. Pure.
 * @throws TidemarkError invalid_input for buckets that are too many or cannot be cut
 */
export function planQuery(
  { range, bucket: choice }: Pick<NormalQuery, 'range' | 'bucket'>,
  calendars: Calendars,
  { now, isStale, maxBuckets = MAX_BUCKETS }: PlanOptions,
): Plan {
  const { from, to } = range
  const bucket = chooseBucket(choice, range, maxBuckets)
  const settled: Settled = { cuts: cutsAt(calendars.stored, now), isStale }
  const cover = (part: TimeRange) => coverRange(calendars.stored, part, '1w', settled)
  if (bucket === null)
    return { bucket, starts: [from], ends: [to], segments: cover(range), openFrom: to > now ? 0 : -1 }
  const edges = edgesOf(calendars.answer, bucket, range)
  const [starts, ends] = [edges.slice(0, -1), edges.slice(1)]
  const segments = starts.flatMap((start, i) => cover({ from: Math.max(start, from), to: Math.min(ends[i]!, to) }))
  return { bucket, starts, ends, segments: mergeNeighbours(segments), openFrom: ends.findIndex((end) => end > now) }
}

/** Finds the answer's bucket of a stored row: the last that starts at or before it. Pure. */
export function bucketIndex(starts: readonly number[], at: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (starts[middle]! <= at) low = middle
    else high = middle - 1
  }
  return low
}
