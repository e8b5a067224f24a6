import { z } from 'zod'
import { storableText } from '../text.ts'
import { Range } from './metric-query.ts'

/** What one experiment has come to: of the units that were first exposed in the range. */
export const ExperimentQuery = z.strictObject({
  experiment: z.string().min(1).max(128).describe('pack.experiment, as declared'),
  /** the experiment's own name: a value of the declared dimension of its exposures */
  name: storableText(256),
  range: Range,
  /** the one currency whose amounts count; needed where there are several */
  currency: storableText(16).nullable().default(null),
  /** dimension of the exposure by which differences are taken apart into other rates and another mix */
  mixBy: z.string().min(1).max(128).optional(),
  /** chance of a false positive */
  alpha: z.number().min(0.0001).max(0.5).default(0.05),
  /** chance to find an effect of the detectable size */
  power: z.number().min(0.5).max(0.9999).default(0.8),
  /** units of both arms at which the confidence sequence is tightest; it is valid at any number */
  tightestAt: z.int().min(10).max(1_000_000_000).default(5000),
})
export type ExperimentQuery = z.infer<typeof ExperimentQuery>
export type ExperimentQueryInput = z.input<typeof ExperimentQuery>
