import type { Grain } from '@tidemark/contracts'
import type { Calendar, ShiftedRange, ShiftKind, TimeRange } from './calendar-types.ts'
import { shiftRange } from './shift-range.ts'
import { isTimeZone } from './time-zone.ts'
import { DAY_MS, ZoneDays } from './zone-days.ts'
import type { OffsetSpan } from './zone-offsets.ts'

export type { Calendar, ShiftedRange, ShiftKind, TimeRange } from './calendar-types.ts'
export { isTimeZone } from './time-zone.ts'

const FIXED_MS = { '1m': 60_000, '5m': 300_000, '1h': 3_600_000 } as const
const MAX_ZONES = 1024
const zones = new Map<string, ZoneDays>()

/** The calendar of a zone and week start. Zones are worked out once per process. Throws RangeError on either. */
export function createCalendar(options: { timeZone: string; weekStart: number }): Calendar {
  const { timeZone, weekStart } = options
  if (!Number.isInteger(weekStart) || weekStart < 0 || weekStart > 6) {
    throw new RangeError(`a week starts on day 0 to 6, not ${weekStart}`)
  }
  return new ZoneCalendar(timeZone, weekStart, zoneOf(timeZone))
}

function zoneOf(timeZone: string): ZoneDays {
  const known = zones.get(timeZone)
  if (known !== undefined) return known
  if (!isTimeZone(timeZone)) throw new RangeError(`unknown time zone ${timeZone}`)
  if (zones.size >= MAX_ZONES) zones.clear()
  const zone = new ZoneDays(timeZone)
  zones.set(timeZone, zone)
  return zone
}

/** The bucket that was asked for last: events arrive together, so most questions are about the same one. */
class LastBucket {
  start = 0
  end = 0
}

class ZoneCalendar implements Calendar {
  readonly timeZone: string
  readonly weekStart: number
  readonly #zone: ZoneDays
  readonly #day = new LastBucket()
  readonly #week = new LastBucket()

  constructor(timeZone: string, weekStart: number, zone: ZoneDays) {
    this.timeZone = timeZone
    this.weekStart = weekStart
    this.#zone = zone
  }

  bucketStart(grain: Grain, at: number): number {
    if (grain === '1d' || grain === '1w') return this.#localBucket(grain, at).start
    const length = FIXED_MS[grain]
    return Math.floor(at / length) * length
  }

  nextBucket(grain: Grain, at: number): number {
    if (grain === '1d' || grain === '1w') return this.#localBucket(grain, at).end
    const length = FIXED_MS[grain]
    return Math.floor(at / length) * length + length
  }

  buckets(grain: Grain, from: number, to: number): number[] {
    const starts: number[] = []
    if (!(from < to)) return starts
    for (let start = this.bucketStart(grain, from); start < to; start = this.nextBucket(grain, start))
      starts.push(start)
    return starts
  }

  snapRange(grain: Grain, range: TimeRange): TimeRange {
    const from = this.bucketStart(grain, range.from)
    const lastStart = this.bucketStart(grain, range.to)
    return { from, to: lastStart === range.to ? range.to : this.nextBucket(grain, range.to) }
  }

  sourceGrain(start: number, end: number): '1h' | '5m' {
    return start % FIXED_MS['1h'] === 0 && end % FIXED_MS['1h'] === 0 ? '1h' : '5m'
  }

  localDate(at: number): string {
    const { days, dates } = this.#zone.chunkAt(at)
    return new Date(dates[days.indexOf(at)]! * DAY_MS).toISOString().slice(0, 10)
  }

  startOfDate(date: string): number {
    const utcMidnight = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(date) : Number.NaN
    if (Number.isNaN(utcMidnight)) throw new RangeError(`not a date: ${date}`)
    const { days, dates } = this.#zone.chunkAt(utcMidnight)
    let day = days.indexOf(utcMidnight)
    while (dates[day]! * DAY_MS < utcMidnight) day++
    while (dates[day - 1]! * DAY_MS >= utcMidnight) day--
    return days.starts[day]!
  }

  offsets(from: number, to: number): OffsetSpan[] {
    return this.#zone.offsets(from, to)
  }

  shiftPeriod(range: TimeRange, kind: ShiftKind): ShiftedRange {
    return shiftRange(this, range, kind)
  }

  #localBucket(grain: '1d' | '1w', at: number): LastBucket {
    const last = grain === '1d' ? this.#day : this.#week
    if (at >= last.start && at < last.end) return last
    const edges = grain === '1d' ? this.#zone.chunkAt(at).days : this.#zone.weeksAt(at, this.weekStart)
    const index = edges.indexOf(at)
    last.start = edges.starts[index]!
    last.end = edges.starts[index + 1]!
    return last
  }
}
