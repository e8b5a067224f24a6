import { sequencePValue, sequenceWidth } from './confidence-sequence.ts'
import { studentQuantile, studentTwoSided } from './distributions.ts'
import type { Estimate, EstimateOrMissing, Missing } from './estimate.ts'

export interface Inference {
  readonly low: number
  readonly high: number
  readonly pValue: number
}

/** A two-sided result. `fixed` holds for one look at the planned end, `always` for as many looks as anyone likes. */
export interface Effect {
  readonly value: number
  readonly standardError: number
  readonly fixed: Inference
  readonly always: Inference
}
export type EffectOrMissing = { readonly effect: Effect } | { readonly missing: Missing }

export interface Level {
  /** probability of a false positive, e.g. 0.05 */
  readonly alpha: number
  /** units of both arms at which the confidence sequence is tightest */
  readonly tightestAt: number
}

/** Welch and Satterthwaite: degrees of freedom of a difference of two estimates. */
function degreesOfFreedom(control: Estimate, treatment: Estimate): number {
  const both = control.variance + treatment.variance
  return both ** 2 / (control.variance ** 2 / (control.units - 1) + treatment.variance ** 2 / (treatment.units - 1))
}

function infer(value: number, variance: number, degrees: number, units: number, level: Level): Effect {
  const standardError = Math.sqrt(variance)
  const z = value / standardError
  const around = (width: number, pValue: number): Inference => ({
    low: value - width * standardError,
    high: value + width * standardError,
    pValue,
  })
  return {
    value,
    standardError,
    fixed: around(studentQuantile(1 - level.alpha / 2, degrees), studentTwoSided(z, degrees)),
    always: around(
      sequenceWidth(units, level.alpha, level.tightestAt),
      sequencePValue(z, units, level.alpha, level.tightestAt),
    ),
  }
}

/** Treatment minus control, in the metric's unit. */
export function difference(control: EstimateOrMissing, treatment: EstimateOrMissing, level: Level): EffectOrMissing {
  if ('missing' in control) return control
  if ('missing' in treatment) return treatment
  const [a, b] = [control.estimate, treatment.estimate]
  const variance = a.variance + b.variance
  if (variance === 0) return { missing: 'nothing varies' }
  return { effect: infer(b.value - a.value, variance, degreesOfFreedom(a, b), a.units + b.units, level) }
}

/**
 * (treatment - control) / |control|, with the delta method: variance_b / a² + b² variance_a / a⁴.
 * Missing where control is 0: a lift from nothing is no number.
 */
export function relativeDifference(
  control: EstimateOrMissing,
  treatment: EstimateOrMissing,
  level: Level,
): EffectOrMissing {
  if ('missing' in control) return control
  if ('missing' in treatment) return treatment
  const [a, b] = [control.estimate, treatment.estimate]
  if (a.value === 0) return { missing: 'control is zero' }
  const scaledB = { ...b, variance: b.variance / a.value ** 2 }
  const scaledA = { ...a, variance: (b.value ** 2 * a.variance) / a.value ** 4 }
  const variance = scaledA.variance + scaledB.variance
  if (variance === 0) return { missing: 'nothing varies' }
  const value = (b.value - a.value) / Math.abs(a.value)
  return { effect: infer(value, variance, degreesOfFreedom(scaledA, scaledB), a.units + b.units, level) }
}
