import { GRAINS, type Grain } from '@tidemark/contracts'
import type { Calendar } from '../calendar/calendar.ts'
import { chooseBucket } from './choose-bucket.ts'
import { coverRange, cutsAt, type Segment, type Settled } from './cover-range.ts'
import type { NormalQuery } from './normalise.ts'
import type { IsStale } from './stale-buckets.ts'

/** How a query will be answered from stored rows. */
export interface Plan {
  /** grain of the answer's buckets; null: a total only */
  readonly bucket: Grain | null
  /** starts of the answer's buckets; one entry, the range's start, for a total */
  readonly starts: readonly number[]
  readonly segments: readonly Segment[]
  /** index of the first bucket that is still open, or -1 */
  readonly openFrom: number
}

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

/**
 * Chooses buckets and the stored grains that fill them: whole coarse rows where they are settled, finer ones at the ends
 * and for what is still moving. No stored row straddles two buckets of the answer. Pure.
 */
export function planQuery(
  query: NormalQuery,
  calendar: Calendar,
  { now, isStale, maxBuckets = 2_000 }: { now: number; isStale: IsStale; maxBuckets?: number | undefined },
): Plan {
  const { from, to } = query.range
  const bucket = chooseBucket(query.bucket, query.range, maxBuckets)
  const settled: Settled = { cuts: cutsAt(calendar, now), isStale }
  if (bucket === null)
    return {
      bucket,
      starts: [from],
      segments: coverRange(calendar, query.range, GRAINS.at(-1)!, settled),
      openFrom: to > now ? 0 : -1,
    }
  const starts = calendar.buckets(bucket, from, to)
  const segments = starts.flatMap((start) => {
    const end = calendar.nextBucket(bucket, start)
    return coverRange(calendar, { from: Math.max(start, from), to: Math.min(end, to) }, bucket, settled)
  })
  const openFrom = starts.findIndex((start) => calendar.nextBucket(bucket, start) > now)
  return { bucket, starts, segments: mergeNeighbours(segments), openFrom }
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
