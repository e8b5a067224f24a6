import type { Point } from './series.ts'

/**
 * Thins a series to about `limit` points by keeping the lowest and the highest of each slice, in their order, so no
 * spike and no dip is lost. A slice without a value stays a gap, and open buckets are kept as they are.
 */
export const downsample = (points: readonly Point[], limit: number): readonly Point[] => {
  if (points.length <= limit) return points
  const openAt = points.findIndex((point) => point.open)
  const closed = openAt === -1 ? points : points.slice(0, openAt)
  const slices = Math.max(1, Math.floor(limit / 2))
  const kept: Point[] = []
  for (let slice = 0; slice < slices; slice++) {
    const from = Math.floor((slice * closed.length) / slices)
    const to = Math.floor(((slice + 1) * closed.length) / slices)
    kept.push(...extremes(closed, from, to))
  }
  return openAt === -1 ? kept : [...kept, ...points.slice(openAt)]
}

const extremes = (points: readonly Point[], from: number, to: number): Point[] => {
  let low: Point | undefined
  let high: Point | undefined
  for (let i = from; i < to; i++) {
    const point = points[i]
    if (point === undefined || point.v === null) continue
    if (low === undefined || point.v < (low.v ?? 0)) low = point
    if (high === undefined || point.v > (high.v ?? 0)) high = point
  }
  if (low === undefined || high === undefined) return points.slice(from, Math.min(from + 1, to))
  if (low === high) return [low]
  return low.t < high.t ? [low, high] : [high, low]
}
