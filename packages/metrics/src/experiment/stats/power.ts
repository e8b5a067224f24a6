import { normalQuantile } from './distributions.ts'

/** The smallest effect that is found with the wished power at one look: (z(1 - alpha/2) + z(power)) standard errors. */
export const minimumDetectableEffect = (standardError: number, alpha: number, wishedPower: number): number =>
  (normalQuantile(1 - alpha / 2) + normalQuantile(wishedPower)) * standardError
