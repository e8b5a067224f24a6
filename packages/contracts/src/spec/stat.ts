/** How a distribution is read. Other metrics have one value only. */
export const STATS = ['value', 'p50', 'p90', 'p95', 'p99', 'mean', 'min', 'max'] as const
export type Stat = (typeof STATS)[number]
