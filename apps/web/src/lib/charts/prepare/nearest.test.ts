import { expect, test } from 'vitest'
import { nearestBucket } from './nearest.ts'

test.each([
  [[], 5, -1],
  [[10], -100, 0],
  [[10], 100, 0],
  [[0, 10, 20], -1, 0],
  [[0, 10, 20], 4, 0],
  [[0, 10, 20], 6, 1],
  [[0, 10, 20], 10, 1],
  [[0, 10, 20], 99, 2],
])('%j at %d is %d', (starts, at, index) => {
  expect(nearestBucket(starts, at)).toBe(index)
})
