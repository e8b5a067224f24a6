/**
 * The nearest rank ceil(q n) of quantile q over n values, from 1 to n. A product that misses a whole number only by
 * rounding counts as that number: 0.07 of 100 is rank 7, although 0.07 * 100 is 7.000000000000001.
 * Throws RangeError when q is outside [0, 1].
 */
export function nearestRank(q: number, n: number): number {
  if (!(q >= 0 && q <= 1)) throw new RangeError(`quantile ${q} is outside [0, 1]`)
  const product = q * n
  const whole = Math.round(product)
  const rank = Math.abs(product - whole) <= product * 2 * Number.EPSILON ? whole : Math.ceil(product)
  return Math.min(Math.max(rank, 1), n)
}
