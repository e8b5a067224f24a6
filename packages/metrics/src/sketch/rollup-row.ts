import { mergeEncodedBottomK } from './bottom-k.ts'
import { mergeEncodedSketches } from './ddsketch.ts'
import { mergeEncodedDistinct } from './hyperloglog.ts'

/** The mergeable content of one rollup row: what a series kept of the events in one bucket. Nothing is an average. */
export interface RollupRow {
  /** Events. */
  n: number
  /** Sum of the events' weights (1 / sampling rate). */
  weightSum: number
  sum: number
  sumSq: number
  /** Null when no event had the measure. */
  min: number | null
  max: number | null
  /** DDSketch, see ddsketch.ts; null when the series keeps none. So are the three below. */
  sketch: Uint8Array | null
  /** HyperLogLog, see hyperloglog.ts. */
  distinct: Uint8Array | null
  /** Bottom-k of actor hashes, see bottom-k.ts. */
  actors: Uint8Array | null
  /** Bottom-k of session hashes. */
  sessions: Uint8Array | null
}

/** The row of no events: merging it changes nothing. */
export const EMPTY_ROW: Readonly<RollupRow> = Object.freeze({
  n: 0,
  weightSum: 0,
  sum: 0,
  sumSq: 0,
  min: null,
  max: null,
  sketch: null,
  distinct: null,
  actors: null,
  sessions: null,
})

const SUM_TOLERANCE = 1e-9
const CANCELLATION_TOLERANCE = 1e-12

/**
 * One row for all the events of the given rows, whatever their order or grouping. Sums stop at +-Number.MAX_VALUE
 * instead of becoming infinite. The result may share bytes with its parts. Throws CorruptSketchError.
 */
export function mergeRollupRows(rows: readonly RollupRow[]): RollupRow {
  const merged: RollupRow = { ...EMPTY_ROW }
  for (const row of rows) {
    merged.n = addClamped(merged.n, row.n)
    merged.weightSum = addClamped(merged.weightSum, row.weightSum)
    merged.sum = addClamped(merged.sum, row.sum)
    merged.sumSq = addClamped(merged.sumSq, row.sumSq)
    if (row.min !== null) merged.min = merged.min === null ? row.min : Math.min(merged.min, row.min)
    if (row.max !== null) merged.max = merged.max === null ? row.max : Math.max(merged.max, row.max)
  }
  merged.sketch = mergeColumn(rows, 'sketch', mergeEncodedSketches)
  merged.distinct = mergeColumn(rows, 'distinct', mergeEncodedDistinct)
  merged.actors = mergeColumn(rows, 'actors', mergeEncodedBottomK)
  merged.sessions = mergeColumn(rows, 'sessions', mergeEncodedBottomK)
  return merged
}

/**
 * Whether two rows tell the same: counts, extremes and bytes identical, sums of whole values identical, other sums within
 * 1e-9 relative. A sum above 2^52 is a whole number whatever was summed, so the extremes and the sum
 * of values, far smaller than that of their squares, say whether values are whole. Where values of both signs cancel, rounding is relative to what was summed, not to the small rest, so
 * there a difference of 1e-12 of sqrt(weight * sumSq), an upper bound of the sum of |value|, is allowed too.
 */
export function equalRollupRows(a: RollupRow, b: RollupRow): boolean {
  const cancels = a.min !== null && a.max !== null && a.min < 0 && a.max > 0
  const slack = cancels ? CANCELLATION_TOLERANCE * Math.sqrt(Math.max(a.n, a.weightSum)) * Math.sqrt(a.sumSq) : 0
  const isExact = [a.min ?? 0, a.max ?? 0, a.sum, b.sum].every(Number.isInteger)
  return (
    a.n === b.n &&
    a.min === b.min &&
    a.max === b.max &&
    equalSums(a.weightSum, b.weightSum, { isExact: true, slack: 0 }) &&
    equalSums(a.sum, b.sum, { isExact, slack }) &&
    equalSums(a.sumSq, b.sumSq, { isExact, slack: 0 }) &&
    equalBytes(a.sketch, b.sketch) &&
    equalBytes(a.distinct, b.distinct) &&
    equalBytes(a.actors, b.actors) &&
    equalBytes(a.sessions, b.sessions)
  )
}

type BytesColumn = 'sketch' | 'distinct' | 'actors' | 'sessions'

function mergeColumn(
  rows: readonly RollupRow[],
  column: BytesColumn,
  merge: (parts: readonly Uint8Array[]) => Uint8Array,
): Uint8Array | null {
  const parts: Uint8Array[] = []
  for (const row of rows) {
    const bytes = row[column]
    if (bytes !== null) parts.push(bytes)
  }
  if (parts.length <= 1) return parts[0] ?? null
  return merge(parts)
}

function addClamped(a: number, b: number): number {
  return clamp(clamp(a) + clamp(b))
}

function clamp(value: number): number {
  return Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE)
}

function equalSums(a: number, b: number, { isExact, slack }: { isExact: boolean; slack: number }): boolean {
  if (a === b) return true
  if (isExact && Number.isSafeInteger(a) && Number.isSafeInteger(b)) return false
  return Math.abs(a - b) <= Math.max(SUM_TOLERANCE * Math.max(Math.abs(a), Math.abs(b)), slack)
}

function equalBytes(a: Uint8Array | null, b: Uint8Array | null): boolean {
  if (a === null || b === null) return a === b
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
