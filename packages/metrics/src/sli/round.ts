/**
 * A percentage with one decimal, for show only. What is under 100 never becomes 100: neither a success rate that has
 * failures in it nor a budget that is not used up. Pure.
 */
export function showPercent(value: number | null): number | null {
  if (value === null) return null
  const rounded = Math.round(value * 10) / 10
  return rounded === 100 && value < 100 ? 99.9 : rounded
}

/** `of` in `of + rest` as a percentage for show; null where both are 0. Pure. */
export const showShare = (of: number, rest: number): number | null =>
  of + rest === 0 ? null : showPercent((of * 100) / (of + rest))

/** Whole milliseconds, for show only. Pure. */
export const showMs = (value: number | null): number | null => (value === null ? null : Math.round(value))
