import type { Better, MetricResult } from '@tidemark/contracts'

export interface Trend {
  readonly direction: 'up' | 'down' | 'flat'
  /** whether the change is welcome */
  readonly tone: 'good' | 'bad' | 'neutral'
  /** change over the earlier value as a fraction; null where that is not a number */
  readonly change: number | null
}

const FLAT = 0.0005

/** The total of the period before; null where it was not collected from its start on: half a period is no comparison. */
export const comparableTotal = ({ comparison }: Pick<MetricResult, 'comparison'>): number | null => {
  if (comparison === undefined || comparison.coverage === null) return null
  return comparison.coverage.from > comparison.range.from ? null : (comparison.groups[0]?.total ?? null)
}

/** How a value moved against the period before; null where either is not known. */
export const trendOf = (current: number | null, previous: number | null, better: Better): Trend | null => {
  if (current === null || previous === null) return null
  const change = previous === 0 ? (current === 0 ? 0 : null) : (current - previous) / Math.abs(previous)
  const difference = change ?? current - previous
  if (Math.abs(difference) < FLAT) return { direction: 'flat', tone: 'neutral', change: 0 }
  const direction = difference > 0 ? 'up' : 'down'
  const tone = better === 'neither' ? 'neutral' : (better === 'higher') === (direction === 'up') ? 'good' : 'bad'
  return { direction, tone, change }
}
