import { GRAIN_ID, GRAINS, type Grain } from '@tidemark/contracts'
import type { Queryable } from '@tidemark/db'
import type { Calendar, TimeRange } from '../calendar/calendar.ts'

/** A stored bucket whose row does not tell yet what its finer rows tell. */
export interface StaleBucket {
  readonly grain: Grain
  /** start, epoch ms */
  readonly bucket: number
}

/** Whether a bucket [from, to) of a grain is stale. */
export type IsStale = (grain: Grain, from: number, to: number) => boolean

/** More than this lie only after large late batches; then all later buckets are taken to be stale as well. */
const MAX_MARKS = 5_000
/** Longer than the longest bucket, so that one which began before the range is found. */
const LONGEST_BUCKET_MS = 8 * 86_400_000

function coalesce(ranges: readonly TimeRange[]): TimeRange[] {
  const merged: TimeRange[] = []
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1)
    if (last !== undefined && range.from <= last.to)
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, range.to) }
    else merged.push(range)
  }
  return merged
}

/** Whether one of some disjoint ranges in order has a moment in common with [from, to). */
function overlaps(ranges: readonly TimeRange[], from: number, to: number): boolean {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (ranges[middle]!.to <= from) low = middle + 1
    else high = middle
  }
  return low < ranges.length && ranges[low]!.from < to
}

/** A mark makes its own bucket stale and all coarser ones around it, which are marked only once it has been dealt with. Pure. */
export function createIsStale(calendar: Calendar, marks: readonly StaleBucket[]): IsStale {
  const ranges = new Map(
    GRAINS.map((grain, order) => {
      const finer = marks.filter((mark) => GRAINS.indexOf(mark.grain) <= order)
      const buckets = finer.map(({ grain: own, bucket }) => ({ from: bucket, to: calendar.nextBucket(own, bucket) }))
      return [grain, coalesce(buckets)] as const
    }),
  )
  return (grain, from, to) => overlaps(ranges.get(grain) ?? [], from, to)
}

/**
 * The stale buckets of a project around a range. To be asked before rows are read: a bucket that is mended in between is
 * then read from finer rows, which is never wrong; the other way round it would be read as it was.
 */
export async function fetchStaleBuckets(
  db: Queryable,
  projectId: number,
  calendar: Calendar,
  range: TimeRange,
): Promise<IsStale> {
  const { rows } = await db.query<{ grain: number; ms: number }>({
    name: 'rollup-stale',
    text: `SELECT DISTINCT grain, date_part('epoch', bucket) * 1000 AS ms FROM rollup_dirty
      WHERE project_id = $1 AND bucket >= $2 AND bucket < $3 ORDER BY ms LIMIT $4`,
    values: [projectId, new Date(range.from - LONGEST_BUCKET_MS), new Date(range.to), MAX_MARKS],
  })
  const grainOf = new Map(GRAINS.map((grain) => [GRAIN_ID[grain], grain] as const))
  const isStale = createIsStale(
    calendar,
    rows.map(({ grain, ms }) => ({ grain: grainOf.get(grain as (typeof GRAIN_ID)[Grain])!, bucket: ms })),
  )
  const known = rows.length < MAX_MARKS ? Number.POSITIVE_INFINITY : rows.at(-1)!.ms
  return (grain, from, to) => to > known || isStale(grain, from, to)
}
