import { BASE, BASE_BEFORE, covariance, type Moments, mergeMoments, VALUE, VALUE_BEFORE } from './moments.ts'

/** Why there is no number. `suppressed`: there is one, of too few people to be shown. */
export type Missing =
  | 'no units'
  | 'too few units'
  | 'no denominator'
  | 'nothing varies'
  | 'control is zero'
  | 'suppressed'

/** One arm: value = Σ value / Σ base. `variance` is that of the estimate, not of a unit. */
export interface Estimate {
  readonly units: number
  readonly value: number
  readonly variance: number
}
export type EstimateOrMissing = { readonly estimate: Estimate } | { readonly missing: Missing }

/** Weights of the four variables; the variance of a weighted sum is weights · covariances · weights. */
type Weights = readonly [value: number, base: number, valueBefore: number, baseBefore: number]

function product(moments: Moments, a: Weights, b: Weights): number {
  let total = 0
  for (let i = 0; i < a.length; i++)
    for (let j = 0; j < b.length; j++) if (a[i] !== 0 && b[j] !== 0) total += a[i]! * b[j]! * covariance(moments, i, j)
  return total
}

/** What one unit moves the ratio by, (value - ratio base) / mean base: the delta method, clustered by unit. */
function influence(moments: Moments): Weights {
  const base = moments.sums[BASE]!
  const scale = moments.n / base
  return [scale, (-moments.sums[VALUE]! / base) * scale, 0, 0]
}

/** The same for the time before exposure, around the ratio of all arms together; null where nobody did anything then. */
function influenceBefore(pooled: Moments): Weights | null {
  const base = pooled.sums[BASE_BEFORE]!
  if (base === 0) return null
  const scale = pooled.n / base
  return [0, 0, scale, (-pooled.sums[VALUE_BEFORE]! / base) * scale]
}

const mean = (moments: Moments, weights: Weights): number =>
  weights.reduce((sum, weight, i) => sum + weight * moments.sums[i]!, 0) / moments.n

function missingOf({ n, sums }: Moments): Missing | null {
  if (n === 0) return 'no units'
  if (n < 2) return 'too few units'
  return sums[BASE] === 0 ? 'no denominator' : null
}

/**
 * The metric of one arm with the variance of its estimate. For a ratio the delta method over units (Deng et al. 2018,
 * "Applying the Delta Method in Metric Analytics"), which for a base of 1 is the variance of a mean.
 */
export function estimate(moments: Moments): EstimateOrMissing {
  const missing = missingOf(moments)
  if (missing !== null) return { missing }
  const weights = influence(moments)
  const variance = Math.max(0, product(moments, weights, weights)) / moments.n
  return { estimate: { units: moments.n, value: moments.sums[VALUE]! / moments.sums[BASE]!, variance } }
}

/**
 * How strongly what units did before goes with what they did after: CUPED's theta = Σ covariance / Σ variance over all
 * arms (Deng et al. 2013, "Improving the Sensitivity of Online Controlled Experiments", eq. 4). Null where nothing was
 * measured before, or nothing varied.
 */
function cupedTheta(arms: readonly Moments[], before: Weights): number | null {
  let together = 0
  let alone = 0
  for (const arm of arms) {
    if (missingOf(arm) !== null) continue
    together += (arm.n - 1) * product(arm, influence(arm), before)
    alone += (arm.n - 1) * product(arm, before, before)
  }
  return alone > 0 ? together / alone : null
}

/** Each arm's estimate adjusted with what its units did before exposure; null where there is nothing to adjust with. */
export function adjustedEstimates(arms: readonly Moments[]): readonly EstimateOrMissing[] | null {
  const some = arms.filter((arm) => arm.n > 0)
  if (some.length === 0) return null
  const pooled = some.reduce(mergeMoments)
  const before = influenceBefore(pooled)
  const theta = before && cupedTheta(arms, before)
  if (before === null || theta === null) return null
  const centre = mean(pooled, before)
  return arms.map((arm): EstimateOrMissing => {
    const plain = estimate(arm)
    if ('missing' in plain) return plain
    const weights = influence(arm).map((weight, i) => weight - theta * before[i]!) as unknown as Weights
    const value = plain.estimate.value - theta * (mean(arm, before) - centre)
    return { estimate: { ...plain.estimate, value, variance: Math.max(0, product(arm, weights, weights)) / arm.n } }
  })
}
