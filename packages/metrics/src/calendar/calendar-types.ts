import type { Grain } from '@tidemark/contracts'
import type { OffsetSpan } from './zone-offsets.ts'

/** A stretch of time [from, to), in epoch milliseconds. */
export interface TimeRange {
  readonly from: number
  readonly to: number
}

/**
 * previous: the stretch just before; lastYear: the same dates a year earlier; lastYearSameWeekday: 52 weeks earlier, so
 * that Mondays meet Mondays.
 */
export type ShiftKind = 'previous' | 'lastYear' | 'lastYearSameWeekday'

/** A moved range; `clamped` when a date had no counterpart (Feb 29), so the two do not hold the same days. */
export interface ShiftedRange extends TimeRange {
  readonly clamped: boolean
}

/**
 * The buckets of a project. All instants are epoch milliseconds. 1m, 5m and 1h are aligned to UTC; 1d is a local day,
 * from the first instant of its date to the first instant of the next existing date; 1w is a local week.
 */
export interface Calendar {
  readonly timeZone: string
  /** 0 Sunday ... 6 Saturday */
  readonly weekStart: number
  /** Start of the bucket that holds an instant. */
  bucketStart(grain: Grain, at: number): number
  /** Start of the bucket after the one that holds an instant: the end of that bucket. */
  nextBucket(grain: Grain, at: number): number
  /** Starts, rising, of all buckets that share an instant with [from, to); none when the range is empty. */
  buckets(grain: Grain, from: number, to: number): number[]
  /** The smallest range of whole buckets that covers a range. */
  snapRange(grain: Grain, range: TimeRange): TimeRange
  /** The coarsest UTC-aligned grain whose buckets fill a day or week exactly: 5m where the offset is not whole hours. */
  sourceGrain(start: number, end: number): '1h' | '5m'
  /** The date (YYYY-MM-DD) of the local day that holds an instant. */
  localDate(at: number): string
  /** Where a date (YYYY-MM-DD) begins; a date that never happened begins with the next. Throws RangeError. */
  startOfDate(date: string): number
  /** Offsets of local time from UTC (ms) between two instants, in order; the first holds from before. */
  offsets(from: number, to: number): OffsetSpan[]
  /** The range to compare with, moved by the calendar instead of by milliseconds: see `shiftRange`. */
  shiftPeriod(range: TimeRange, kind: ShiftKind): ShiftedRange
}
