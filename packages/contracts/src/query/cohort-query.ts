import { z } from 'zod'
import { COHORT_PERIODS } from '../spec/index.ts'
import { QueryMatch } from './funnel-query.ts'
import { QueryFilter, Range } from './metric-query.ts'

const Name = z.string().min(1).max(128)
const Matches = z.array(QueryMatch).min(1).max(20)

/** A cohort made up by the asker, over event types that keep unit days; see CohortSpec. */
const AdHocCohort = z.strictObject({ born: Matches, returned: Matches })

const RETENTION_MODES = ['classic', 'unbounded'] as const

/** Actors by the period of their first event ever, and how many of them came back. */
export const CohortQuery = z.strictObject({
  cohort: z.union([Name.describe('pack.cohort'), AdHocCohort]),
  /** cohorts of all periods that share an instant with it */
  range: Range,
  /** what the cohort declares, unless told; week for one made up */
  period: z.enum(COHORT_PERIODS).optional(),
  /** how many periods each cohort is followed, the one it began in included */
  periods: z.int().min(1).max(60).default(8),
  /** classic: came back in exactly that period; unbounded: in that one or later */
  mode: z.enum(RETENTION_MODES).default('classic'),
  /** on the first event */
  filters: z.array(QueryFilter).max(20).default([]),
  /** dimensions of the first event */
  breakdown: z.array(Name).max(3).default([]),
  /** groups shown; the rest is answered as one exact "other" */
  limit: z.int().min(1).max(50).default(8),
})
export type CohortQuery = z.infer<typeof CohortQuery>
export type CohortQueryInput = z.input<typeof CohortQuery>

/** suppressed: it would tell of few people; none: the period has not begun yet, or is not told before it is over */
const CellState = z.enum(['value', 'suppressed', 'none'])
const Value = z.number().nullable()

export const CohortCell = z.strictObject({
  state: CellState,
  /** actors; null unless the state is value */
  returned: Value,
  /** share of the cohort, 0 to 1; null where the cohort is empty or not told */
  rate: Value,
})
export type CohortCell = z.infer<typeof CohortCell>

export const CohortRow = z.strictObject({
  state: CellState,
  /** actors whose first event lies in the period; null unless the state is value */
  size: Value,
  /** per period since, from the one it began in on */
  cells: z.array(CohortCell),
})
export type CohortRow = z.infer<typeof CohortRow>

export const CohortGroup = z.strictObject({
  /** breakdown values in the order asked; null: the first event did not carry the dimension */
  key: z.array(z.string().nullable()),
  role: z.enum(['all', 'group', 'other']),
  /** one per cohort */
  rows: z.array(CohortRow),
  /** per period since, over all cohorts whose period is over and told: those who returned, of how many */
  pooled: z.array(z.strictObject({ size: z.number(), returned: z.number(), rate: Value })),
})
export type CohortGroup = z.infer<typeof CohortGroup>

const CohortSpan = z.strictObject({
  /** epoch ms */
  from: z.number(),
  to: z.number(),
  /** first day, YYYY-MM-DD in the project's calendar */
  date: z.string(),
  /** not over yet: everything about it may still grow */
  open: z.boolean(),
})

/** Where an answer comes from that was read from unit days. */
export const CohortReceipt = z.strictObject({
  title: z.string(),
  /** in words, one line each */
  definition: z.array(z.string()),
  /** epoch ms up to which received events are in */
  dataTime: z.number(),
  /** false while accepted events of this project wait to be folded */
  complete: z.boolean(),
  /** first day (YYYY-MM-DD) of which it is known who sent first events; null: of none. Who came before counts as new after it */
  knownFrom: z.string().nullable(),
  timeZone: z.string(),
  weekStart: z.number(),
  /** days of actors that were read */
  unitDays: z.number(),
  /** fewest people that are told of; null where nothing is asked that is personal */
  k: z.number().nullable(),
  revision: z.number(),
  /** sha-256 of the normalised question and the catalog version: the same question has the same hash */
  planHash: z.string(),
  notices: z.array(z.string()),
})
export type CohortReceipt = z.infer<typeof CohortReceipt>

export const CohortResult = z.strictObject({
  /** null: made up by the asker */
  cohort: z.string().nullable(),
  period: z.enum(COHORT_PERIODS),
  mode: z.enum(RETENTION_MODES),
  periods: z.number(),
  cohorts: z.array(CohortSpan),
  /** the whole first; with a breakdown its groups, and "other" */
  groups: z.array(CohortGroup),
  /** per cohort's period: who came for the first time, and who came back of those that began earlier, ever; empty where gated */
  activity: z.array(z.strictObject({ newcomers: z.number(), returning: z.number() })),
  receipt: CohortReceipt,
})
export type CohortResult = z.infer<typeof CohortResult>

/** What the cohort tables of one day come to, as text for a review document. */
export const CohortDigest = z.strictObject({
  /** YYYY-MM-DD in the project's calendar; the tables are as they stood when it was over */
  day: z.string(),
  computedAt: z.number(),
  markdown: z.string(),
})
export type CohortDigest = z.infer<typeof CohortDigest>

/** What cohorts can be asked for. */
export const CohortView = z.strictObject({
  cohorts: z.array(
    z.strictObject({
      id: z.string(),
      pack: z.string(),
      title: z.string(),
      period: z.enum(COHORT_PERIODS),
      /** in words */
      born: z.string(),
      returned: z.string(),
      /** dimensions offered first */
      by: z.array(z.string()),
      /** all that it can be filtered and broken down by */
      dimensions: z.array(z.string()),
    }),
  ),
  /** event types that cohorts can be made up of */
  events: z.array(z.strictObject({ type: z.string(), dimensions: z.array(z.string()) })),
})
export type CohortView = z.infer<typeof CohortView>
