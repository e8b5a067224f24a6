import fc from 'fast-check'
import { expect, test } from 'vitest'
import { downsample } from './downsample.ts'
import type { Point } from './series.ts'

const points = (values: (number | null)[], openFrom = values.length): Point[] =>
  values.map((v, t) => ({ t, v, n: 1, open: t >= openFrom }))

test('a short series is left alone', () => {
  const few = points([1, 2, 3])
  expect(downsample(few, 1000)).toBe(few)
})

test('a lone spike and a lone dip survive', () => {
  const values: number[] = Array.from({ length: 10_000 }, () => 5)
  values[4321] = 99
  values[8765] = -7
  const kept = downsample(points(values), 1000).map((point) => point.v)
  expect(kept).toContain(99)
  expect(kept).toContain(-7)
})

test('a long gap stays a gap and open buckets stay', () => {
  const values: (number | null)[] = Array.from({ length: 4000 }, (_, i) => (i > 1000 && i < 3000 ? null : 1))
  const kept = downsample(points(values, 3999), 400)
  expect(kept.some((point) => point.v === null)).toBe(true)
  expect(kept.at(-1)?.open).toBe(true)
})

test('keeps the extremes, the order and the limit', () => {
  const value = fc.option(fc.double({ noNaN: true, min: -1e6, max: 1e6 }))
  fc.assert(
    fc.property(fc.array(value, { maxLength: 500 }), fc.integer({ min: 10, max: 200 }), (values, limit) => {
      const all = points(values)
      const kept = downsample(all, limit)
      const measured = (list: readonly Point[]) => list.flatMap((point) => (point.v === null ? [] : [point.v]))
      expect(Math.max(...measured(kept))).toBe(Math.max(...measured(all)))
      expect(Math.min(...measured(kept))).toBe(Math.min(...measured(all)))
      expect(kept.map((point) => point.t)).toEqual(kept.map((point) => point.t).toSorted((a, b) => a - b))
      expect(kept.length).toBeLessThanOrEqual(Math.max(limit, 1))
    }),
  )
})
