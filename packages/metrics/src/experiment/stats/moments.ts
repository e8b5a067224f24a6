/** What one unit did: a metric is the sum of `value` over the sum of `base`. The base of a mean per unit is 1. */
export interface UnitValue {
  readonly value: number
  readonly base: number
  /** the same two before the unit was exposed: what CUPED adjusts with */
  readonly valueBefore: number
  readonly baseBefore: number
}

/** All that the statistics of one arm need, from any number of units. Adds up; nothing in it is an average. */
export interface Moments {
  readonly n: number
  /** of value, base, valueBefore, baseBefore */
  readonly sums: readonly number[]
  /** of the products of each two of them, row by row of the upper triangle */
  readonly products: readonly number[]
}

export const VALUE = 0
export const BASE = 1
export const VALUE_BEFORE = 2
export const BASE_BEFORE = 3
const WIDTH = 4

export const NO_MOMENTS: Moments = { n: 0, sums: [0, 0, 0, 0], products: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0] }

const place = (i: number, j: number): number => {
  const [low, high] = i < j ? [i, j] : [j, i]
  return low * WIDTH - (low * (low - 1)) / 2 + (high - low)
}

/** Adds up what units did, in any order: whole numbers exactly while sums of squares stay below 2^53. */
export function momentsOf(units: Iterable<UnitValue>): Moments {
  let n = 0
  const sums = [...NO_MOMENTS.sums]
  const products = [...NO_MOMENTS.products]
  for (const { value, base, valueBefore, baseBefore } of units) {
    const row = [value, base, valueBefore, baseBefore]
    n++
    let at = 0
    for (let i = 0; i < WIDTH; i++) {
      sums[i]! += row[i]!
      for (let j = i; j < WIDTH; j++) products[at++]! += row[i]! * row[j]!
    }
  }
  return { n, sums, products }
}

/** The moments of the units of both: associative and commutative. */
export const mergeMoments = (a: Moments, b: Moments): Moments => ({
  n: a.n + b.n,
  sums: a.sums.map((sum, i) => sum + b.sums[i]!),
  products: a.products.map((product, i) => product + b.products[i]!),
})

/** The unbiased covariance of two variables. A variance that is only rounding is 0. NaN below two units. */
export function covariance({ n, sums, products }: Moments, i: number, j: number): number {
  const product = products[place(i, j)]!
  const centred = product - (sums[i]! * sums[j]!) / n
  const rounding = Math.abs(product) * n * Number.EPSILON
  return (Math.abs(centred) <= rounding ? 0 : centred) / (n - 1)
}
