import { z } from 'zod'
import { GRAINS } from '../grain.ts'
import { FILTER_OPS, STATS } from '../spec/index.ts'
import { storableText } from '../text.ts'

const Name = z.string().min(1).max(128)

export const QueryFilter = z.strictObject({
  dimension: Name,
  op: z.enum(FILTER_OPS),
  values: z.array(storableText(256)).max(100).default([]),
})
export type QueryFilter = z.infer<typeof QueryFilter>

/** Epoch milliseconds, from inclusive, to exclusive. */
export const Range = z
  .strictObject({
    from: z.int().min(-62_135_596_800_000).max(253_402_300_800_000),
    to: z.int().max(253_402_300_800_000),
  })
  .refine((range) => range.from < range.to, { message: 'from must lie before to', path: ['to'] })
export type Range = z.infer<typeof Range>

export const BUCKET_CHOICES = ['auto', 'total', ...GRAINS] as const

/** One question: a metric over a range, in buckets and as a total, optionally by up to three dimensions. */
export const MetricQuery = z.strictObject({
  metric: Name.describe('pack.metric'),
  stat: z.enum(STATS).default('value'),
  range: Range,
  bucket: z.enum(BUCKET_CHOICES).default('auto'),
  filters: z.array(QueryFilter).max(20).default([]),
  breakdown: z.array(Name).max(3).default([]),
  /** groups shown; the rest is answered as one exact "other" */
  limit: z.int().min(1).max(50).default(8),
})
export type MetricQuery = z.infer<typeof MetricQuery>
export type MetricQueryInput = z.input<typeof MetricQuery>
