import { z } from 'zod'
import { ErrorCode } from '../errors.ts'
import { GRAINS } from '../grain.ts'
import { STATS, UNITS } from '../spec/index.ts'
import { BucketSize, COMPARES } from './metric-query.ts'
import { CellState, Suppression, Verification } from './trust.ts'

/** null is "nothing measured" and is drawn as a gap, never as zero. */
const Value = z.number().nullable()

export const MetricGroup = z.strictObject({
  /** breakdown values in the order asked; null: the event did not carry the dimension */
  key: z.array(z.string().nullable()),
  role: z.enum(['all', 'group', 'other']),
  /** one per bucket */
  values: z.array(Value),
  /** per bucket; a value that is kept back is null and has no samples */
  states: z.array(CellState),
  /** sample size per bucket: events behind the value; for ratios the denominator */
  samples: z.array(z.number()),
  total: Value,
  totalState: CellState,
  totalSamples: z.number(),
})
export type MetricGroup = z.infer<typeof MetricGroup>

/** Where a number comes from and how far it can be trusted. */
export const Receipt = z.strictObject({
  metric: z.string(),
  title: z.string(),
  /** the formula in words */
  definition: z.string(),
  version: z.number(),
  unit: z.enum(UNITS),
  stat: z.enum(STATS),
  sampleSize: z.number(),
  /** epoch ms up to which received events are folded in; null: nothing yet */
  dataTime: z.number().nullable(),
  /** false while accepted events of this project wait to be folded */
  complete: z.boolean(),
  /** stored events stand for this many each: 1 where none was sampled away; null: nothing measured, or kept back */
  sampling: z.number().nullable(),
  /**
   * of the days that the range touches and the event types that are read: events that came after their day had ended, days
   * that they restated, and when the last one did; null: not all of these days were counted
   */
  late: z.strictObject({ events: z.number(), days: z.number(), restatedAt: z.number().nullable() }).nullable(),
  suppression: Suppression.nullable(),
  verification: Verification,
  error: z.strictObject({ kind: z.enum(['exact', 'float', 'sketch', 'distinct']), relative: z.number() }),
  timeZone: z.string(),
  grains: z.array(z.enum(GRAINS)),
  revision: z.number(),
  /** sha-256 of the normalised query and the catalog version: the same question has the same hash */
  planHash: z.string(),
  notices: z.array(z.string()),
})
export type Receipt = z.infer<typeof Receipt>

const Span = z.strictObject({ from: z.number(), to: z.number() })

export const ResultBucket = z.union([z.literal('total'), BucketSize])
export type ResultBucket = z.infer<typeof ResultBucket>

/** The same question about an earlier range, laid beside the answer. */
export const Comparison = z.strictObject({
  compare: z.enum(COMPARES),
  /** ends where the answer's own range ends so far: a part is compared with the same part */
  range: Span,
  /** start of the bucket that is laid beside each bucket of the answer; null where it has none */
  buckets: z.array(z.number().nullable()),
  coverage: Span.nullable(),
  /** the answer's groups in its order; after them an "other" where there were groups that the answer has none of */
  groups: z.array(MetricGroup),
})
export type Comparison = z.infer<typeof Comparison>

export const MetricResult = z.strictObject({
  metric: z.string(),
  stat: z.enum(STATS),
  unit: z.enum(UNITS),
  /** ISO code behind an amount in minor units; null where the unit is no currency or groups differ in it */
  currency: z.string().nullable(),
  better: z.enum(['higher', 'lower', 'neither']),
  bucket: ResultBucket,
  range: Span,
  /** start of each bucket, epoch ms; empty for a total */
  buckets: z.array(z.number()),
  /** index of the first bucket that is still open, or -1 */
  openFrom: z.number(),
  /** when events of the metric's type were collected, as far as the range goes; null or empty: not then. Outside of it nothing is known, not even a zero */
  coverage: Span.nullable(),
  groups: z.array(MetricGroup),
  /** only where the question compares */
  comparison: Comparison.optional(),
  receipt: Receipt,
})
export type MetricResult = z.infer<typeof MetricResult>

/** An answer, or why there is none: one question that fails leaves the others alone. */
export const SummaryItem = z.union([
  z.strictObject({ ok: z.literal(true), result: MetricResult }),
  z.strictObject({
    ok: z.literal(false),
    error: z.strictObject({ code: ErrorCode, message: z.string(), details: z.unknown().optional() }),
  }),
])
export type SummaryItem = z.infer<typeof SummaryItem>
