import { z } from 'zod'
import { GRAINS } from '../grain.ts'
import { STATS, UNITS } from '../spec/index.ts'

/** null is "nothing measured" and is drawn as a gap, never as zero. */
const Value = z.number().nullable()

export const MetricGroup = z.strictObject({
  /** breakdown values in the order asked; null: the event did not carry the dimension */
  key: z.array(z.string().nullable()),
  role: z.enum(['all', 'group', 'other']),
  /** one per bucket */
  values: z.array(Value),
  /** sample size per bucket: events behind the value; for ratios the denominator */
  samples: z.array(z.number()),
  total: Value,
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
  /** events that arrived after their bucket had closed are in the numbers; rows restated since */
  error: z.strictObject({ kind: z.enum(['exact', 'float', 'sketch', 'distinct']), relative: z.number() }),
  timeZone: z.string(),
  grains: z.array(z.enum(GRAINS)),
  revision: z.number(),
  /** sha-256 of the normalised query and the catalog version: the same question has the same hash */
  planHash: z.string(),
  notices: z.array(z.string()),
})
export type Receipt = z.infer<typeof Receipt>

export const MetricResult = z.strictObject({
  metric: z.string(),
  stat: z.enum(STATS),
  unit: z.enum(UNITS),
  /** ISO code behind an amount in minor units; null where the unit is no currency or groups differ in it */
  currency: z.string().nullable(),
  better: z.enum(['higher', 'lower', 'neither']),
  bucket: z.enum(['total', ...GRAINS]),
  range: z.strictObject({ from: z.number(), to: z.number() }),
  /** start of each bucket, epoch ms; empty for a total */
  buckets: z.array(z.number()),
  /** index of the first bucket that is still open, or -1 */
  openFrom: z.number(),
  /** when events of the metric's type were collected; null: never. Outside of it nothing is known, not even a zero */
  coverage: z.strictObject({ from: z.number(), to: z.number() }).nullable(),
  groups: z.array(MetricGroup),
  receipt: Receipt,
})
export type MetricResult = z.infer<typeof MetricResult>
