/** Nearest-rank quantile of ascending values; 0 where there are none. Pure. */
export function quantile(ascending: readonly number[], q: number): number {
  return ascending[Math.max(0, Math.ceil(q * ascending.length) - 1)] ?? 0
}
