import { z } from 'zod'
import { RawReceipt } from './funnel-query.ts'
import { QueryFilter, Range } from './metric-query.ts'

const Name = z.string().min(1).max(128)

/** What share of the units that began in the range got stuck. */
export const StallQuery = z.strictObject({
  stall: Name.describe('pack.stall'),
  /** of a unit's first step */
  range: Range,
  /** how many steps in a row without progress are being stuck; as declared unless told */
  steps: z.int().min(1).max(10_000).optional(),
  /** on the steps */
  filters: z.array(QueryFilter).max(20).default([]),
  /** dimensions of the step that starts the longest row without progress */
  breakdown: z.array(Name).max(3).default([]),
  /** groups shown; the rest is answered as one exact "other" */
  limit: z.int().min(1).max(50).default(8),
})
export type StallQuery = z.infer<typeof StallQuery>
export type StallQueryInput = z.input<typeof StallQuery>

/** Null: nobody took enough steps, or too few people to tell. */
const Value = z.number().nullable()

export const StallGroup = z.strictObject({
  key: z.array(z.string().nullable()),
  role: z.enum(['all', 'group', 'other']),
  state: z.enum(['value', 'suppressed']),
  /** units that took enough steps to be seen stuck: the denominator */
  units: Value,
  stuck: Value,
  rate: Value,
  /** units that took fewer steps and are left out; only of the whole */
  left: Value,
})
export type StallGroup = z.infer<typeof StallGroup>

export const StallResult = z.strictObject({
  stall: z.string(),
  steps: z.number(),
  range: z.strictObject({ from: z.number(), to: z.number() }),
  /** the whole first; with a breakdown its groups, and "other" */
  groups: z.array(StallGroup),
  receipt: RawReceipt,
})
export type StallResult = z.infer<typeof StallResult>
