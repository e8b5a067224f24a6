import { chiSquareTail } from './distributions.ts'

/** Below this the split of units is no accident. */
export const MISMATCH_BELOW = 0.001
/** The chi-square distribution is a fair stand-in from this many expected units on (Cochran 1954). */
const ENOUGH_EXPECTED = 5

export interface ArmUnits {
  readonly variation: string
  readonly units: number
  /** planned share; any scale. 0: nobody should be here */
  readonly weight: number
}

export interface SampleRatio {
  readonly verdict: 'ok' | 'mismatch' | 'too few units'
  readonly chiSquare: number | null
  readonly pValue: number | null
}

/**
 * Whether units are spread over the arms as planned: Pearson's chi-square against the planned weights, arms that got
 * nobody included, since an arm that lost everyone is the mismatch itself. A unit where none was planned is a mismatch.
 */
export function checkSampleRatio(arms: readonly ArmUnits[]): SampleRatio {
  const planned = arms.filter((arm) => arm.weight > 0)
  if (arms.some((arm) => arm.weight <= 0 && arm.units > 0)) return { verdict: 'mismatch', chiSquare: null, pValue: 0 }
  const units = planned.reduce((sum, arm) => sum + arm.units, 0)
  const weights = planned.reduce((sum, arm) => sum + arm.weight, 0)
  const expected = planned.map((arm) => (units * arm.weight) / weights)
  if (planned.length < 2 || expected.some((count) => count < ENOUGH_EXPECTED))
    return { verdict: 'too few units', chiSquare: null, pValue: null }
  const chiSquare = planned.reduce((sum, arm, i) => sum + (arm.units - expected[i]!) ** 2 / expected[i]!, 0)
  const pValue = chiSquareTail(chiSquare, planned.length - 1)
  return { verdict: pValue < MISMATCH_BELOW ? 'mismatch' : 'ok', chiSquare, pValue }
}
