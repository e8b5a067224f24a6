import { z } from 'zod'
import { GRAINS } from '../grain.ts'
import { QueryFilter, Range } from './metric-query.ts'

const Name = z.string().min(1).max(128)
const DAY_MS = 86_400_000

/** Some events of one type under conditions, on any declared dimension. */
export const QueryMatch = z.strictObject({ event: Name, where: z.array(QueryFilter).max(20).default([]) })
const Matches = z.array(QueryMatch).min(1).max(20)

/** A funnel made up by the asker; see FunnelSpec. */
const AdHocFunnel = z.strictObject({
  unit: z.enum(['actor', 'session']),
  steps: z
    .array(z.strictObject({ title: z.string().min(1).max(200), of: Matches }))
    .min(2)
    .max(20),
  /** conversion window, ms from the entry */
  withinMs: z
    .int()
    .min(1)
    .max(90 * DAY_MS),
  exclude: z.array(QueryMatch).max(20).default([]),
})

/** How many units that entered in the range took each step, and when. */
export const FunnelQuery = z.strictObject({
  funnel: z.union([Name.describe('pack.funnel'), AdHocFunnel]),
  /** of the entry; later steps may lie after it, within the window */
  range: Range,
  /** buckets of the trend by entry; total: none */
  bucket: z.enum(['total', ...GRAINS]).default('1d'),
  /** on the entering event */
  filters: z.array(QueryFilter).max(20).default([]),
  /** dimensions of the entering event */
  breakdown: z.array(Name).max(3).default([]),
  /** groups shown; the rest is answered as one exact "other" */
  limit: z.int().min(1).max(50).default(8),
})
export type FunnelQuery = z.infer<typeof FunnelQuery>
export type FunnelQueryInput = z.input<typeof FunnelQuery>

/** Null: nothing to divide by, or too few people to tell. */
const Value = z.number().nullable()

export const FunnelStepResult = z.strictObject({
  /** suppressed: a breakdown by something personal would tell of few people. Then every number is null */
  state: z.enum(['value', 'suppressed']),
  /** units that took the step; estimated where events are sampled */
  units: Value,
  /** of `units`; 0 where nothing is sampled */
  standardError: Value,
  /** units seen, the sample size */
  samples: Value,
  /** share of those that took the step before; null for the first step and where nobody did */
  fromPrevious: Value,
  /** share of those that entered */
  fromStart: Value,
  /** samples that took this step and not the next; null for the last */
  dropped: Value,
  /** of those dropped, how many an exclusion ended */
  excluded: Value,
  /** time since the step before, nearest rank; null for the first step */
  medianMs: Value,
  p95Ms: Value,
})
export type FunnelStepResult = z.infer<typeof FunnelStepResult>

export const FunnelGroup = z.strictObject({
  /** breakdown values in the order asked; null: the entering event did not carry the dimension */
  key: z.array(z.string().nullable()),
  role: z.enum(['all', 'group', 'other']),
  /** one per step */
  steps: z.array(FunnelStepResult),
  /** share of those that entered that took the last step */
  conversion: Value,
  /** samples whose window is still open, so that they may go on; null where suppressed */
  open: Value,
  /** per bucket, by entry: units that entered, and the share of them that took the last step. Empty where not told */
  entered: z.array(z.number()),
  converted: z.array(Value),
})
export type FunnelGroup = z.infer<typeof FunnelGroup>

/** Where an answer that was read from raw events comes from. */
export const RawReceipt = z.strictObject({
  title: z.string(),
  /** in words, one line each */
  definition: z.array(z.string()),
  unit: z.enum(['actor', 'session']),
  /** epoch ms up to which received events are in */
  dataTime: z.number(),
  /** false while accepted events of this project wait to be folded */
  complete: z.boolean(),
  /** raw events read, and the time they may be of */
  events: z.number(),
  rawRange: z.strictObject({ from: z.number(), to: z.number() }),
  timeZone: z.string(),
  revision: z.number(),
  /** sha-256 of the normalised question and the catalog version: the same question has the same hash */
  planHash: z.string(),
  notices: z.array(z.string()),
})
export type RawReceipt = z.infer<typeof RawReceipt>

export const FunnelResult = z.strictObject({
  /** null: made up by the asker */
  funnel: z.string().nullable(),
  withinMs: z.number(),
  steps: z.array(z.string()),
  range: z.strictObject({ from: z.number(), to: z.number() }),
  bucket: z.enum(['total', ...GRAINS]),
  /** start of each bucket, epoch ms; empty for a total */
  buckets: z.array(z.number()),
  /** index of the first bucket with entries whose window is still open, or -1: its conversion may still grow */
  openFrom: z.number(),
  /** the whole first; with a breakdown its groups, and "other" */
  groups: z.array(FunnelGroup),
  receipt: RawReceipt,
})
export type FunnelResult = z.infer<typeof FunnelResult>
