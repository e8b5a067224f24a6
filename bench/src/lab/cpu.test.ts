import { expect, test } from 'vitest'
import { describeLimit } from './cpu.ts'
import { quantile } from './quantile.ts'

test.each([
  ['the processors;', { api: 0.9, worker: 0.5, postgres: 0.5 }],
  ['the processors, shared with other programs;', { api: 0.5, worker: 0.4, 'other programs': 1 }],
  ['the one thread of api;', { api: 0.95, worker: 0.2 }],
  ['the disk;', { api: 0.3, postgres: 0.4, 'waiting for the disk': 0.8 }],
  ['waiting for answers, neither processor nor disk;', { api: 0.3, postgres: 0.4 }],
  ['processor use is not known on this system', {}],
])('names %s', (expected, shares) => {
  expect(describeLimit(shares, 2)).toMatch(new RegExp(`^${expected}`))
})

test.each([
  [[], 0.5, 0],
  [[7], 0.95, 7],
  [[1, 2, 3, 4], 0.5, 2],
  [[1, 2, 3, 4], 0.95, 4],
])('the nearest rank in %j of %d is %d', (values, q, expected) => {
  expect(quantile(values, q)).toBe(expected)
})
