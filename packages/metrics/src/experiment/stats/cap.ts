import { nearestRank } from '../../sketch/nearest-rank.ts'

/** The value that no unit may exceed: the nearest rank of `quantile` over the units of all arms together; null without units. */
export function capAt(values: readonly number[], quantile: number): number | null {
  if (values.length === 0) return null
  const sorted = Float64Array.from(values).sort()
  return sorted[nearestRank(quantile, sorted.length) - 1]!
}
