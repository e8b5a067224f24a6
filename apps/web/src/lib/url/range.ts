import type { Range } from '@tidemark/contracts'
import { Temporal } from 'temporal-polyfill'

export const PRESETS = ['15m', '1h', '6h', '24h', 'today', '7d', '30d', '90d'] as const
export type Preset = (typeof PRESETS)[number]
/** What a page opens with that has no period of its own. */
export const DEFAULT_PRESET: Preset = '1h'

export const PRESET_TITLES: Record<Preset, string> = {
  '15m': 'Last 15 minutes',
  '1h': 'Last hour',
  '6h': 'Last 6 hours',
  '24h': 'Last 24 hours',
  today: 'Today',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
  '90d': 'Last 90 days',
}

/** What the address says: a preset that moves with the clock, or wall-clock times of the project's zone. */
export type RangeChoice =
  | { readonly kind: 'preset'; readonly preset: Preset }
  | { readonly kind: 'absolute'; readonly from: string; readonly to: string }

const MINUTE = 60_000

const SPAN: Record<Exclude<Preset, 'today'>, { length: Temporal.DurationLike; floor: 'minute' | 'hour' | 'day' }> = {
  '15m': { length: { minutes: 15 }, floor: 'minute' },
  '1h': { length: { hours: 1 }, floor: 'minute' },
  '6h': { length: { hours: 6 }, floor: 'minute' },
  '24h': { length: { hours: 24 }, floor: 'hour' },
  '7d': { length: { days: 7 }, floor: 'hour' },
  '30d': { length: { days: 30 }, floor: 'day' },
  '90d': { length: { days: 90 }, floor: 'day' },
}

const zoned = (at: number, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)

/** The instant of a wall-clock time such as `2010-12-01T08:30` in a zone; null where it is not a time. */
export const parseLocal = (text: string, zone: string): number | null => {
  try {
    return Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds
  } catch {
    return null
  }
}

/** A span of instants, such as one dragged over a chart, as a choice that holds all of it in full minutes. */
export const spanChoice = (from: number, to: number, zone: string): RangeChoice => ({
  kind: 'absolute',
  from: formatLocal(Math.floor(from / MINUTE) * MINUTE, zone),
  to: formatLocal(Math.floor(to / MINUTE) * MINUTE + MINUTE, zone),
})

/** The wall-clock time of an instant in a zone, to the minute: `2010-12-01T08:30`. */
export const formatLocal = (at: number, zone: string): string =>
  zoned(at, zone).toPlainDateTime().toString({ smallestUnit: 'minute' })

/** Reads a choice from an address. Anything unreadable is the default preset, so a damaged link still opens. */
export const readRange = (params: URLSearchParams, zone: string, fallback: Preset = DEFAULT_PRESET): RangeChoice => {
  const from = params.get('from')
  const to = params.get('to')
  if (from !== null && to !== null) {
    const start = parseLocal(from, zone)
    const end = parseLocal(to, zone)
    if (start !== null && end !== null && start < end) return { kind: 'absolute', from, to }
  }
  const preset = PRESETS.find((known) => known === params.get('range'))
  return { kind: 'preset', preset: preset ?? fallback }
}

/** Writes a choice into an address. The default preset leaves no trace. */
export const writeRange = (params: URLSearchParams, choice: RangeChoice, fallback: Preset = DEFAULT_PRESET): void => {
  for (const name of ['range', 'from', 'to']) params.delete(name)
  if (choice.kind === 'absolute') {
    params.set('from', choice.from)
    params.set('to', choice.to)
  } else if (choice.preset !== fallback) {
    params.set('range', choice.preset)
  }
}

/**
 * The instants (epoch ms) of a choice at `now`. A preset ends with the running minute, so the open bucket is part of it, and
 * starts at a full minute, hour or local day, so that its first bucket is whole.
 */
export const resolveRange = (choice: RangeChoice, now: number, zone: string): Range => {
  if (choice.kind === 'absolute') {
    const from = parseLocal(choice.from, zone) ?? now - 60 * MINUTE
    const to = parseLocal(choice.to, zone) ?? now
    return { from, to }
  }
  const to = Math.floor(now / MINUTE) * MINUTE + MINUTE
  if (choice.preset === 'today') return { from: zoned(to - MINUTE, zone).startOfDay().epochMilliseconds, to }
  const { length, floor } = SPAN[choice.preset]
  const from = zoned(to, zone).subtract(length).round({ smallestUnit: floor, roundingMode: 'floor' })
  return { from: from.epochMilliseconds, to }
}
