import { chiSquareTail } from './distributions.ts'

/** Below this the split of units is no accident. */
const MISMATCH_BELOW = 0.001
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

interface Cell {
  observed: number
  expected: number
}

/** The arms as cells that are large enough to be tested: small ones are counted together, as is usual. */
function toCells(arms: readonly ArmUnits[]): Cell[] {
  const units = arms.reduce((sum, arm) => sum + arm.units, 0)
  const weights = arms.reduce((sum, arm) => sum + arm.weight, 0)
  const cells: Cell[] = []
  for (const arm of [...arms].sort((a, b) => a.weight - b.weight)) {
    const last = cells.at(-1)
    const expected = (units * arm.weight) / weights
    if (last === undefined || last.expected >= ENOUGH_EXPECTED) cells.push({ observed: arm.units, expected })
    else {
      last.observed += arm.units
      last.expected += expected
    }
  }
  return cells
}

/**
 * Whether units are spread over the arms as planned: Pearson's chi-square against the planned weights, arms that got
 * nobody included, since an arm that lost everyone is the mismatch itself. A unit where none was planned is a mismatch.
 */
export function checkSampleRatio(arms: readonly ArmUnits[]): SampleRatio {
  if (arms.some((arm) => arm.weight <= 0 && arm.units > 0)) return { verdict: 'mismatch', chiSquare: null, pValue: 0 }
  const cells = toCells(arms.filter((arm) => arm.weight > 0))
  if (cells.length < 2 || cells.some(({ expected }) => expected < ENOUGH_EXPECTED))
    return { verdict: 'too few units', chiSquare: null, pValue: null }
  const chiSquare = cells.reduce((sum, { observed, expected }) => sum + (observed - expected) ** 2 / expected, 0)
  const pValue = chiSquareTail(chiSquare, cells.length - 1)
  return { verdict: pValue < MISMATCH_BELOW ? 'mismatch' : 'ok', chiSquare, pValue }
}
