/** The p-values from the smallest to the largest, with their places. */
const ranked = (pValues: readonly number[]) => pValues.map((p, at) => ({ p, at })).sort((a, b) => a.p - b.p)

/** Adjusted p-values that bound the chance of any false positive among them (Holm 1979). In the order given. */
export function holm(pValues: readonly number[]): number[] {
  const adjusted = new Array<number>(pValues.length)
  let least = 0
  ranked(pValues).forEach(({ p, at }, rank) => {
    least = Math.max(least, Math.min(1, p * (pValues.length - rank)))
    adjusted[at] = least
  })
  return adjusted
}

/** Adjusted p-values that bound the share of false positives among all positives (Benjamini and Hochberg 1995). */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const adjusted = new Array<number>(pValues.length)
  let most = 1
  const inOrder = ranked(pValues)
  for (let rank = inOrder.length; rank >= 1; rank--) {
    const { p, at } = inOrder[rank - 1]!
    most = Math.min(most, (p * pValues.length) / rank)
    adjusted[at] = most
  }
  return adjusted
}
