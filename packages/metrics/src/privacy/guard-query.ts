import type { Calendar } from '../calendar/calendar.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { NormalQuery } from '../query/normalise.ts'
import { guardsOf } from './guard.ts'
import { snapBucket, snapToDays } from './snap-range.ts'

/** A question about persons is asked in whole days of the project that have ended; any other stays as it is. Pure. */
export function guardQuery(catalog: Catalog, query: NormalQuery, calendar: Calendar, now: number): NormalQuery {
  if (guardsOf(catalog, query).length === 0) return query
  const range = snapToDays(calendar, query.range, now)
  return { ...query, range, bucket: snapBucket(query.bucket, range), timeZone: calendar.timeZone }
}
