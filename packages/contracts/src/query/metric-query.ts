import { z } from 'zod'
import { GRAINS } from '../grain.ts'
import { FILTER_OPS, STATS, UNITS } from '../spec/index.ts'
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

/** Buckets that a page offers. */
export const BUCKET_CHOICES = ['auto', 'total', ...GRAINS] as const

const BUCKET_UNITS = ['m', 'h', 'd', 'w'] as const
/** So many minutes, hours, days or weeks: 1m to 1w, such as 2m, 15m, 6h or 2d. */
export const BucketSize = z.templateLiteral([z.int(), z.enum(BUCKET_UNITS)])
export type BucketSize = z.infer<typeof BucketSize>

/** `auto` takes the finest stored size that makes at most 200 buckets, `total` answers for the whole range only. */
export const BucketChoice = z.union([z.enum(['auto', 'total']), BucketSize])
export type BucketChoice = z.infer<typeof BucketChoice>

/** previous: the stretch just before; last_year: the same dates; last_year_weekday: 52 weeks ago, Mondays beside Mondays. */
export const COMPARES = ['previous', 'last_year', 'last_year_weekday'] as const
export type Compare = (typeof COMPARES)[number]

const Asked = {
  range: Range,
  bucket: BucketChoice.default('auto'),
  /** IANA zone of the answer's hours, days and weeks; the project's unless told. Weeks begin on the project's day */
  timeZone: Name.optional(),
  filters: z.array(QueryFilter).max(20).default([]),
  breakdown: z.array(Name).max(3).default([]),
  /** groups shown; the rest is answered as one exact "other" */
  limit: z.int().min(1).max(50).default(8),
  /** the same question about an earlier range, moved by the calendar */
  compare: z.enum(COMPARES).optional(),
}

/** One question: a metric over a range, in buckets and as a total, optionally by up to three dimensions. */
export const MetricQuery = z.strictObject({
  metric: Name.describe('pack.metric'),
  stat: z.enum(STATS).default('value'),
  ...Asked,
})
export type MetricQuery = z.infer<typeof MetricQuery>
export type MetricQueryInput = z.input<typeof MetricQuery>

export const FORMULA_LIMITS = { length: 500, depth: 32, operands: 10 } as const

const FormulaOperand = z.strictObject({
  metric: Name,
  stat: z.enum(STATS).default('value'),
  filters: z.array(QueryFilter).max(20).default([]),
})

/** Arithmetic over metrics, made up by the asker: `a / (b + 2)`. Filters of the question hold for every operand. */
export const FormulaQuery = z.strictObject({
  formula: z.string().min(1).max(FORMULA_LIMITS.length).describe('numbers, names of operands, + - * / and parentheses'),
  operands: z
    .record(z.string().regex(/^[a-z][a-z0-9_]{0,31}$/), FormulaOperand)
    .refine((operands) => Object.keys(operands).length <= FORMULA_LIMITS.operands, {
      message: `at most ${FORMULA_LIMITS.operands} operands`,
    }),
  unit: z.enum(UNITS),
  title: z.string().min(1).max(200).optional(),
  /** zero: none of what is counted is 0 inside coverage; else a gap */
  nullPolicy: z.enum(['zero', 'gap']).default('gap'),
  ...Asked,
})
export type FormulaQuery = z.infer<typeof FormulaQuery>
export type FormulaQueryInput = z.input<typeof FormulaQuery>

/** Anything the query path answers. */
export const AnyQuery = z.union([MetricQuery, FormulaQuery])
export type AnyQuery = z.infer<typeof AnyQuery>

/** Widgets that one call may ask for. */
export const SUMMARY_MAX = 24
export const SummaryQuery = z.array(AnyQuery).min(1).max(SUMMARY_MAX)
