import { z } from 'zod'
import { ProjectSlug } from '../project.ts'
import { SLO_WINDOWS } from '../spec/index.ts'
import { storableText } from '../text.ts'
import { QueryFilter, Range } from './metric-query.ts'
import { CellState } from './trust.ts'

const Name = z.string().min(1).max(128)

export const SloQuery = z.strictObject({
  slo: Name.describe('pack.slo, as declared'),
  /** the declared window unless told */
  window: z.enum(SLO_WINDOWS).optional(),
  filters: z.array(QueryFilter).max(20).default([]),
})
export type SloQuery = z.infer<typeof SloQuery>
export type SloQueryInput = z.input<typeof SloQuery>

/** Null: nothing happened or, where the state is not `value`, kept back or never measured. */
const Value = z.number().nullable()

/** Counts, and what they come to against the objective. Counts are null unless the state is `value`. */
const ObjectiveState = z.strictObject({
  state: CellState,
  good: Value,
  total: Value,
  sli: Value,
  met: z.boolean().nullable(),
  allowed: Value,
  bad: Value,
  budgetLeft: Value,
  burnRate: Value,
  lowTraffic: z.boolean(),
})

export const SloResult = z.strictObject({
  slo: z.string(),
  title: z.string(),
  description: z.string(),
  /** the formula of the SLI in words */
  definition: z.string(),
  /** 0 to 1 */
  objective: z.number(),
  window: z.enum(SLO_WINDOWS),
  /** what is counted; whole days that are over where a filter is about people */
  range: z.strictObject({ from: z.number(), to: z.number() }),
  state: ObjectiveState,
  /**
   * pairs of windows; `burning` is null while there are too few events to tell. Kept back where a filter is about people, as
   * no window that ends now is made of whole days
   */
  burn: z.array(
    z.strictObject({
      longMs: z.number(),
      shortMs: z.number(),
      threshold: z.number(),
      severity: z.enum(['critical', 'warning']),
      long: ObjectiveState,
      short: ObjectiveState,
      burning: z.boolean().nullable(),
    }),
  ),
  /** by project day: what happened, and the share of the window's budget that was left at its end; null if a day is kept back */
  days: z.array(z.strictObject({ start: z.number(), state: CellState, good: Value, total: Value, budgetLeft: Value })),
  /** stretches that do not count, cut to the window */
  excluded: z.array(z.strictObject({ from: z.number(), to: z.number(), reason: z.string() })),
  /** the number of the workflow documents beside the standard one: err% / ((100 - target) + budget) x 100 */
  compatible: z.strictObject({ errorBudgetPct: z.number(), errorBudgetBurnPct: Value }),
  formulas: z.strictObject({ burnRate: z.string(), errorBudgetBurnPct: z.string() }),
  /** epoch ms; everything received before is counted */
  dataTime: z.number().nullable(),
  complete: z.boolean(),
  /** fewest people that are told of; null where nothing is asked that is personal */
  k: z.number().nullable(),
})
export type SloResult = z.infer<typeof SloResult>

/** A stretch that is left out of objectives and of uptime, such as planned maintenance. */
export const CorrectionInput = z.strictObject({
  project: ProjectSlug,
  /** pack.slo; null: every objective and the health of the project */
  slo: Name.nullable(),
  range: Range,
  reason: storableText(500),
})
export type CorrectionInput = z.infer<typeof CorrectionInput>

export const CorrectionView = z.strictObject({
  id: z.string(),
  slo: z.string().nullable(),
  range: z.strictObject({ from: z.number(), to: z.number() }),
  reason: z.string(),
  createdBy: z.string(),
  createdAt: z.string(),
})
export type CorrectionView = z.infer<typeof CorrectionView>
