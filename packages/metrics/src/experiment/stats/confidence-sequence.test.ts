import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sequencePValue, sequenceWidth, TIGHTEST_AT_UNITS } from './confidence-sequence.ts'

const units = fc.integer({ min: 2, max: 10_000_000 })
const alphas = fc.constantFrom(0.001, 0.01, 0.05, 0.1)

test('the p-value is below alpha exactly where the sequence leaves out 0 [T-44]', () => {
  fc.assert(
    fc.property(units, alphas, fc.double({ min: 0.5, max: 1.5, noNaN: true }), (n, alpha, of) => {
      fc.pre(Math.abs(of - 1) > 1e-6)
      const z = of * sequenceWidth(n, alpha, TIGHTEST_AT_UNITS)
      expect(sequencePValue(z, n, alpha, TIGHTEST_AT_UNITS) < alpha).toBe(of > 1)
    }),
  )
})

test('it is nowhere tighter than one look allows, and tightest against the square root of n about where it is tuned', () => {
  const widths = [50, 500, 5000, 50_000, 500_000].map((n) => sequenceWidth(n, 0.05, 5000))
  expect(Math.min(...widths)).toBe(widths[2])
  expect(widths[2]).toBeGreaterThan(1.96)
  expect(widths[2]).toBeLessThan(3.1)
})

test('without an effect the p-value is 1', () => {
  expect(sequencePValue(0, 100, 0.05, TIGHTEST_AT_UNITS)).toBe(1)
})
