import { normalCdf, normalQuantile } from './distributions.ts'

/** The chance that a real effect this large is told from none at one look. Two-sided. */
export function power(effect: number, standardError: number, alpha: number): number {
  const critical = normalQuantile(1 - alpha / 2)
  const z = Math.abs(effect) / standardError
  return normalCdf(z - critical) + normalCdf(-z - critical)
}

/** The smallest effect that is found with the wished power at one look: (z(1 - alpha/2) + z(power)) standard errors. */
export const minimumDetectableEffect = (standardError: number, alpha: number, wishedPower: number): number =>
  (normalQuantile(1 - alpha / 2) + normalQuantile(wishedPower)) * standardError

/** Units per arm, arms of equal size, that find `effect` with the wished power. `unitVariance` is that of one unit. */
export const unitsNeeded = (effect: number, unitVariance: number, alpha: number, wishedPower: number): number =>
  Math.ceil(2 * unitVariance * ((normalQuantile(1 - alpha / 2) + normalQuantile(wishedPower)) / effect) ** 2)
