import type { ResultBucket } from '@tidemark/contracts'

const cache = new Map<string, Intl.DateTimeFormat>()
const formatter = (
  zone: string,
  options: Intl.DateTimeFormatOptions,
  locale: string | undefined,
): Intl.DateTimeFormat => {
  const key = `${locale ?? ''}|${zone}|${JSON.stringify(options)}`
  let made = cache.get(key)
  if (made === undefined) {
    made = new Intl.DateTimeFormat(locale, { hourCycle: 'h23', ...options, timeZone: zone })
    cache.set(key, made)
  }
  return made
}

const STYLES = {
  second: { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' },
  minute: { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
  weekdayMinute: {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  },
  weekday: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  day: { day: 'numeric', month: 'short', year: 'numeric' },
  dayShort: { day: 'numeric', month: 'short' },
  dayMinute: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  month: { month: 'short', year: 'numeric' },
  monthShort: { month: 'short' },
  year: { year: 'numeric' },
  clock: { hour: '2-digit', minute: '2-digit' },
  zone: { timeZoneName: 'short' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>
export type TimeStyle = keyof typeof STYLES

/** An instant (epoch ms) as the wall clock of a timezone shows it. */
export const formatInstant = (at: number, zone: string, style: TimeStyle, locale?: string): string =>
  formatter(zone, STYLES[style], locale).format(at)

/** The name of a bucket by its start: a day or week by its date, anything finer with its time. */
export const formatBucket = (start: number, bucket: ResultBucket, zone: string, locale?: string): string => {
  if (bucket === '1w') return `week of ${formatInstant(start, zone, 'day', locale)}`
  return formatInstant(start, zone, bucket.endsWith('d') ? 'weekday' : 'weekdayMinute', locale)
}

/** `formatBucket` where room is short and the year is known: a bucket finer than a day without weekday and year. */
export const formatBucketShort = (start: number, bucket: ResultBucket, zone: string, locale?: string): string => {
  if (/[dw]$/.test(bucket)) return formatBucket(start, bucket, zone, locale)
  return formatInstant(start, zone, 'dayMinute', locale)
}

/** A length of time in words as short as they get, such as "12 s" or "3 min"; below a second it is "0 s". */
export const formatAge = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 90) return `${seconds} s`
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`
  return `${Math.round(seconds / 86_400)} d`
}
