/** The index of the bucket that a moment falls into or lies nearest to; -1 where there are no buckets. */
export const nearestBucket = (starts: readonly number[], at: number): number => {
  if (starts.length === 0) return -1
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((starts[middle] ?? 0) <= at) low = middle
    else high = middle - 1
  }
  const before = starts[low] ?? 0
  const after = starts[low + 1]
  return after !== undefined && after - at < at - before ? low + 1 : low
}
