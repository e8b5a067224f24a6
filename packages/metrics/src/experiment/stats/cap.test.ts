import { expect, test } from 'vitest'
import { capAt } from './cap.ts'

const tens = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]

test.each([
  [tens, 0.5, 50],
  [tens, 0.95, 100],
  [tens, 0.9, 90],
  [[...tens].reverse(), 0.9, 90],
  [tens, 1, 100],
  [[7], 0.01, 7],
  [[100, 9], 0.5, 9],
])('%j at quantile %d is capped at %d', (values, quantile, cap) => {
  expect(capAt(values, quantile)).toBe(cap)
})

test('without units there is nothing to cap', () => {
  expect(capAt([], 0.99)).toBeNull()
})
