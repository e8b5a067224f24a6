import type { ExperimentResult } from '@tidemark/contracts'
import { checkSampleRatio, type SampleRatio } from '../stats/sample-ratio.ts'
import type { Arm } from './arms.ts'

/** What may be told about the arms themselves. Empty arms are shown: an arm that lost everyone is news. Pure. */
export function describeArms(arms: readonly Arm[]): ExperimentResult['arms'] {
  const weights = arms.reduce((sum, arm) => sum + arm.weight, 0)
  return arms.map((arm) => ({
    variation: arm.variation,
    planned: weights === 0 ? 0 : arm.weight / weights,
    status: arm.status,
    exposed: arm.exposedStatus === 'suppressed' ? null : arm.exposed.length,
    matured: arm.status === 'suppressed' ? null : arm.matured.length,
  }))
}

/** The check of the split over all exposed units, mature or not; its numbers would tell the size of a hidden arm. Pure. */
export function checkSplit(arms: readonly Arm[]): { judged: SampleRatio; told: SampleRatio } {
  const judged = checkSampleRatio(
    arms.map(({ variation, weight, exposed }) => ({ variation, weight, units: exposed.length })),
  )
  const hidden = arms.some((arm) => arm.exposedStatus === 'suppressed')
  return { judged, told: hidden ? { ...judged, chiSquare: null, pValue: null } : judged }
}
