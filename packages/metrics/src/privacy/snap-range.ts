import type { MetricQuery } from '@tidemark/contracts'
import type { Calendar, TimeRange } from '../calendar/calendar.ts'

const DAY_MS = 86_400_000
const AUTO_DAYS = 200

/**
 * The whole project days of a guarded question, those that have ended only; one that has not where there is no other, of
 * which nothing is told. Sliding an edge by one event changes nothing. Pure.
 */
export function snapToDays(calendar: Calendar, range: TimeRange, now: number): TimeRange {
  const { from, to } = calendar.snapRange('1d', range)
  const closed = Math.min(to, calendar.bucketStart('1d', now))
  return from < closed ? { from, to: closed } : { from, to: calendar.nextBucket('1d', from) }
}

/** Buckets of a guarded question are never finer than a day. Pure. */
export function snapBucket(bucket: MetricQuery['bucket'], range: TimeRange): MetricQuery['bucket'] {
  if (bucket === 'total' || bucket.endsWith('d') || bucket.endsWith('w')) return bucket
  return bucket === 'auto' && (range.to - range.from) / DAY_MS > AUTO_DAYS ? '1w' : '1d'
}
