/** How the sequence is tuned: it is tightest when this many units of both arms have been seen. It is valid at any number. */
export const TIGHTEST_AT_UNITS = 5000

/**
 * rho² of the normal mixture that makes the sequence tightest at `units`:
 * (-2 ln alpha + ln(1 - 2 ln alpha)) / units (Waudby-Smith et al. 2021, "Time-uniform central limit theory and
 * asymptotic confidence sequences", appendix B.2).
 */
function mixtureVariance(alpha: number, units: number): number {
  const log = -2 * Math.log(alpha)
  return (log + Math.log(log + 1)) / units
}

/**
 * Half the width of a two-sided asymptotic confidence sequence in standard errors, after `n` units: with it all intervals
 * at all n hold the truth together with probability 1 - alpha, however often one looks.
 * sqrt(2 (n rho² + 1) / (n rho²) ln(sqrt(n rho² + 1) / alpha)), Waudby-Smith et al. 2021, theorem 2.2.
 */
export function sequenceWidth(n: number, alpha: number, tightestAt: number): number {
  const x = n * mixtureVariance(alpha, tightestAt)
  return Math.sqrt(((2 * (x + 1)) / x) * Math.log(Math.sqrt(x + 1) / alpha))
}

/**
 * The always-valid p-value of an effect of `z` standard errors: the level at which the same mixture's sequence would
 * just touch 0, sqrt(n rho² + 1) exp(-z² n rho² / (2 (n rho² + 1))), at most 1 (Johari et al. 2017, "Peeking at A/B Tests").
 * The mixture stays the one tuned for `alpha`.
 */
export function sequencePValue(z: number, n: number, alpha: number, tightestAt: number): number {
  const x = n * mixtureVariance(alpha, tightestAt)
  return Math.min(1, Math.sqrt(x + 1) * Math.exp((-z * z * x) / (2 * (x + 1))))
}
