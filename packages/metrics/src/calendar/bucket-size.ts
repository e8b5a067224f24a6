const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** A bucket of a fixed length on the clock of a day, or of whole days or a week. */
export type BucketSize =
  | { readonly unit: 'clock'; readonly ms: number }
  | { readonly unit: 'day'; readonly days: number }
  | { readonly unit: 'week' }

/**
 * Reads a size such as 2m, 15m, 6h, 2d or 1w. Minutes and hours must divide a day, so that each day has the same buckets.
 * Pure. Throws RangeError that says what to change.
 */
export function parseBucketSize(text: string): BucketSize {
  const [, digits, unit] = /^([1-9]\d{0,3})([mhdw])$/.exec(text) ?? []
  if (digits === undefined)
    throw new RangeError(`${text} is no bucket: use whole minutes, hours, days or 1w, such as 15m`)
  const n = Number(digits)
  if (unit === 'w') {
    if (n === 1) return { unit: 'week' }
    throw new RangeError('the longest bucket is 1w')
  }
  if (unit === 'd') {
    if (n <= 7) return { unit: 'day', days: n }
    throw new RangeError('the longest bucket is 1w')
  }
  const ms = n * (unit === 'm' ? MINUTE_MS : HOUR_MS)
  if (ms > DAY_MS || DAY_MS % ms !== 0)
    throw new RangeError(`a day can't be cut into buckets of ${text}: use a size that divides 24 hours`)
  return { unit: 'clock', ms }
}

/** About how long a bucket is, in milliseconds. Pure. */
export function lengthOfSize(size: BucketSize): number {
  if (size.unit === 'clock') return size.ms
  return size.unit === 'day' ? size.days * DAY_MS : 7 * DAY_MS
}
