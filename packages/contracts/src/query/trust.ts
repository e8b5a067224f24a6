import { z } from 'zod'
import { GRAINS } from '../grain.ts'

/** value: it may be told (a null is a gap in collection); suppressed: it would tell of fewer than k people; none: nothing measured. */
export const CellState = z.enum(['value', 'suppressed', 'none'])
export type CellState = z.infer<typeof CellState>

/** A stored row that does not tell what raw events tell. */
export const RollupDifference = z.strictObject({
  grain: z.enum(GRAINS),
  /** start of the bucket, epoch ms */
  bucket: z.number(),
  seriesId: z.number(),
  /** `sets`: sketches or hash sets */
  field: z.enum(['n', 'weightSum', 'sum', 'min', 'max', 'sets']),
  /** null: no such row, or nothing that can be shown */
  expected: z.number().nullable(),
  stored: z.number().nullable(),
})
export type RollupDifference = z.infer<typeof RollupDifference>

/** What the auditor, which folds raw events again, found for the days of an answer. */
export const Verification = z.strictObject({
  /** verified: every day of it; differs: at least one; unchecked: not every day yet */
  state: z.enum(['verified', 'unchecked', 'differs']),
  /** the oldest check, or the one that found the difference; epoch ms */
  at: z.number().nullable(),
  /** days of event types checked, out of how many */
  checked: z.number(),
  of: z.number(),
  difference: RollupDifference.nullable(),
})
export type Verification = z.infer<typeof Verification>

/** What the privacy gate kept back; null in a receipt: the question is not about persons. */
export const Suppression = z.strictObject({
  /** fewest people that a number may tell of */
  k: z.number(),
  /** numbers kept back, totals included */
  cells: z.number(),
})
export type Suppression = z.infer<typeof Suppression>
