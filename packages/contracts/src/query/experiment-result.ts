import { z } from 'zod'
import { UNITS } from '../spec/index.ts'
import { RawReceipt } from './funnel-query.ts'

/** Shown, hidden because too few people are behind it, or nobody is there: three things that must not look alike. */
const CELL_STATUSES = ['shown', 'suppressed', 'empty'] as const
const Status = z.enum(CELL_STATUSES)

/** Null where `status` is not shown, or there is nothing to divide by. */
const Value = z.number().nullable()

const Inference = z.strictObject({ low: z.number(), high: z.number(), pValue: z.number() })

const Effect = z.strictObject({
  value: z.number(),
  standardError: z.number(),
  /** for one look at the planned end */
  fixed: Inference,
  /** for as many looks as anyone likes */
  always: Inference,
})

const NO_EFFECT_REASONS = [
  'no units',
  'too few units',
  'no denominator',
  'nothing varies',
  'control is zero',
  'suppressed',
] as const

/** An effect, or why there is none. */
const EffectOrMissing = z.union([
  z.strictObject({ effect: Effect }),
  z.strictObject({ missing: z.enum(NO_EFFECT_REASONS) }),
])

const Differences = z.strictObject({
  /** variation minus control, in the metric's unit */
  absolute: EffectOrMissing,
  /** over the control's absolute value, as a fraction */
  relative: EffectOrMissing,
})

export const ExperimentComparison = z.strictObject({
  variation: z.string(),
  plain: Differences,
  /** adjusted with what units did before exposure (CUPED); null where nothing was measured then. Where it is, it decides */
  adjusted: Differences.nullable(),
  /** always-valid, after the correction for several metrics */
  correctedPValue: Value,
  /** the smallest absolute effect that would be found with the wished power at one look */
  detectable: Value,
  badge: z.enum(['significant', 'not yet', 'invalid: ratio mismatch']),
  reason: z.string(),
})
export type ExperimentComparison = z.infer<typeof ExperimentComparison>

const MetricArm = z.strictObject({ variation: z.string(), status: Status, value: Value, adjusted: Value })

export const ExperimentMetric = z.strictObject({
  metric: z.string(),
  title: z.string(),
  unit: z.enum(UNITS),
  /** ISO code behind an amount in minor units */
  currency: z.string().nullable(),
  better: z.enum(['higher', 'lower', 'neither']),
  role: z.enum(['primary', 'secondary']),
  /** mean: per unit; ratio: pooled over units; conversion: share of units */
  kind: z.enum(['mean', 'ratio', 'conversion']),
  correction: z.enum(['Holm', 'Benjamini-Hochberg']),
  /** values of units are capped at this quantile of those that are not 0 */
  capQuantile: z.number().nullable(),
  arms: z.array(MetricArm),
  comparisons: z.array(ExperimentComparison),
})
export type ExperimentMetric = z.infer<typeof ExperimentMetric>

const Arm = z.strictObject({
  variation: z.string(),
  /** planned share of units, 0 to 1; 0: nobody should be here */
  planned: z.number(),
  /** of the metrics: whether enough people have matured */
  status: Status,
  /** units exposed in the range; null when suppressed */
  exposed: Value,
  /** those of them that count by now; null when suppressed */
  matured: Value,
})

const Point = z.strictObject({ name: z.string(), status: Status, value: Value })

/** One variation on one day of the project's calendar: the units that were first exposed then. */
const DayArm = z.strictObject({
  variation: z.string(),
  /** the parameters that the variation ran with: means over the exposed units, per overlay */
  overlays: z.strictObject({ status: Status, units: Value, points: z.array(Point) }),
  /** what came of it: the metrics over the matured units, uncapped */
  outcomes: z.strictObject({ status: Status, units: Value, points: z.array(Point) }),
})

/** Treatment minus control taken apart; the parts add up to the total. Values of units are not capped here. */
const MixShift = z.strictObject({
  metric: z.string(),
  variation: z.string(),
  total: z.number(),
  /** what comes from other rates inside the strata */
  within: z.number(),
  /** what comes from other shares of the strata */
  mix: z.number(),
  /** the total says the opposite of what the strata say: Simpson's paradox */
  reversed: z.boolean(),
  strata: z.array(
    z.strictObject({
      /** null: several that are too small to be told */
      stratum: z.string().nullable(),
      within: z.number(),
      mix: z.number(),
    }),
  ),
})

export const ExperimentResult = z.strictObject({
  experiment: z.string(),
  name: z.string(),
  title: z.string(),
  unit: z.enum(['actor', 'session']),
  control: z.string(),
  range: z.strictObject({ from: z.number(), to: z.number() }),
  /** epoch ms of the end of the last closed hour: what happened later is not counted yet */
  asOf: z.number(),
  maturesMs: z.number(),
  alpha: z.number(),
  power: z.number(),
  /** people below which nothing is shown */
  k: z.number(),
  arms: z.array(Arm),
  sampleRatio: z.strictObject({
    verdict: z.enum(['ok', 'mismatch', 'too few units']),
    /** null where it can't be computed, or would give a suppressed arm away */
    chiSquare: Value,
    pValue: Value,
  }),
  excluded: z.strictObject({
    /** units that saw more than one variation */
    crossed: z.number(),
    /** units that were exposed before the range already */
    exposedEarlier: z.number(),
  }),
  metrics: z.array(ExperimentMetric),
  days: z.array(z.strictObject({ date: z.string(), arms: z.array(DayArm) })),
  /** per metric and variation; those of which too little may be told are left out. Null unless asked for */
  mix: z.array(MixShift).nullable(),
  receipt: RawReceipt,
})
export type ExperimentResult = z.infer<typeof ExperimentResult>
