import { GRAINS, type Grain } from '@tidemark/contracts'
import type { Calendar, TimeRange } from '../calendar/calendar.ts'
import type { IsStale } from './stale-buckets.ts'

/** A stretch that is read from the rows of one grain. */
export interface Segment extends TimeRange {
  readonly grain: Grain
}

/** Which stored buckets tell what their minutes tell. */
export interface Settled {
  /** end of what each grain may be read for: later buckets are open, or about to be re-merged */
  readonly cuts: Readonly<Record<Grain, number>>
  /** earlier ones that late events have changed */
  readonly isStale: IsStale
}

const MINUTE_MS = 60_000

/** The coarsest whole bucket that begins at `at` and ends in time, or null where only a part of a minute is left. */
function bucketAt(
  calendar: Calendar,
  at: number,
  to: number,
  grains: readonly Grain[],
  settled: Settled,
): Segment | null {
  for (let i = grains.length - 1; i >= 0; i--) {
    const grain = grains[i]!
    if (calendar.bucketStart(grain, at) !== at) continue
    const end = calendar.nextBucket(grain, at)
    if (end > to || end > settled.cuts[grain]) continue
    if (grain === '1m' || !settled.isStale(grain, at, end)) return { grain, from: at, to: end }
  }
  return null
}

/**
 * Covers a range with stored buckets, each as coarse as it can be, none coarser than `coarsest`, none straddling an end.
 * The ends are widened to whole minutes, the finest that is stored. Pure.
 */
export function coverRange(calendar: Calendar, range: TimeRange, coarsest: Grain, settled: Settled): Segment[] {
  const grains = GRAINS.slice(0, GRAINS.indexOf(coarsest) + 1)
  const to = Math.ceil(range.to / MINUTE_MS) * MINUTE_MS
  const segments: Segment[] = []
  let at = Math.floor(range.from / MINUTE_MS) * MINUTE_MS
  while (at < to) {
    // Minutes always fit: what is not settled is read from the rows that the claim itself writes.
    const next = bucketAt(calendar, at, to, grains, settled) ?? { grain: '1m' as const, from: at, to: at + MINUTE_MS }
    const last = segments.at(-1)
    if (last?.grain === next.grain) segments[segments.length - 1] = { grain: next.grain, from: last.from, to: next.to }
    else segments.push(next)
    at = next.to
  }
  return segments
}

/** What may be read from each grain at `now`: a bucket's successor must have begun, and the cascade had its time. Pure. */
export function cutsAt(calendar: Calendar, now: number): Settled['cuts'] {
  const settled = (grain: Grain, graceMs: number) => calendar.bucketStart(grain, now - graceMs)
  return {
    '1m': Number.POSITIVE_INFINITY,
    '5m': settled('5m', 60_000),
    '1h': settled('1h', 120_000),
    '1d': settled('1d', 300_000),
    '1w': settled('1w', 600_000),
  }
}
