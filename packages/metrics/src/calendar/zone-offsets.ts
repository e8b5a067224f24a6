const MINUTE_MS = 60_000
/** The shortest summer time since 1970 lasted a week (north-eastern Brazil, October 2000): none hides between samples. */
const STEP_MS = 6 * 24 * 60 * MINUTE_MS
/** Before any zone had rules; earlier years (with eras) have the offset of this one. */
const EARLIEST_MS = Date.UTC(1000, 0, 1)

/** An offset of local time from UTC (ms, east positive) and the instant from which it holds. */
export interface OffsetSpan {
  readonly from: number
  readonly offset: number
}

/** The offset (ms) of one zone at an instant. */
export type OffsetReader = (at: number) => number

/**
 * The offsets of a zone between two instants, in order; the first is taken to hold from ever. Changes are found by
 * halving, to the minute: Intl lists none, and the transition search of the Temporal polyfill looks every 19 days only.
 */
export function readOffsets(offsetAt: OffsetReader, from: number, to: number): OffsetSpan[] {
  let offset = offsetAt(from)
  const spans: OffsetSpan[] = [{ from: Number.NEGATIVE_INFINITY, offset }]
  let before = from
  while (before < to) {
    const after = before + STEP_MS
    const next = offsetAt(after)
    if (next !== offset) spans.push({ from: findChange(offsetAt, before, after, next), offset: next })
    before = after
    offset = next
  }
  return spans
}

function findChange(offsetAt: OffsetReader, before: number, after: number, next: number): number {
  let low = Math.floor(before / MINUTE_MS)
  let high = Math.ceil(after / MINUTE_MS)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(middle * MINUTE_MS) === next) high = middle
    else low = middle
  }
  return high * MINUTE_MS
}

/** Costs about a millisecond: make one per zone. */
export function createOffsetReader(timeZone: string): OffsetReader {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  return (at) => {
    const whole = Math.floor(Math.max(at, EARLIEST_MS) / 1000) * 1000
    const [month, day, year, hour, minute, second] = format.format(whole).match(/\d+/g)!.map(Number)
    return Date.UTC(year!, month! - 1, day!, hour!, minute!, second!) - whole
  }
}
