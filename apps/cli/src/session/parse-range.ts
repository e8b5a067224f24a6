import { invalid } from '@tidemark/platform'
import { Temporal } from 'temporal-polyfill'

/** Epoch milliseconds, from inclusive, to exclusive. */
export type Range = { readonly from: number; readonly to: number }

/**
 * Reads the two ends of a range: a date is its first instant in `timeZone`, anything else must be RFC 3339. Throws
 * `invalid_input`.
 */
export function parseRange(from: string, to: string, timeZone: string): Range {
  const range = { from: parseInstant('--from', from, timeZone), to: parseInstant('--to', to, timeZone) }
  if (range.from >= range.to) throw invalid('--from must lie before --to.')
  return range
}

/** Epoch ms of a date's first instant in `timeZone`, or of an RFC 3339 instant. Throws `invalid_input` naming the flag. */
export function parseInstant(flag: string, text: string, timeZone: string): number {
  try {
    if (/^\d{4}-\d\d-\d\d$/.test(text)) return Temporal.PlainDate.from(text).toZonedDateTime(timeZone).epochMilliseconds
    return Temporal.Instant.from(text).epochMilliseconds
  } catch (cause) {
    throw invalid(`${flag} needs a date or an instant, as in 2026-01-31 or 2026-01-31T08:00:00Z, not "${text}".`, {
      cause,
    })
  }
}
