import { expect, test } from 'vitest'
import { minimumDetectableEffect, power, unitsNeeded } from './power.ts'

test('the smallest detectable effect is the one that is found with the wished power', () => {
  const effect = minimumDetectableEffect(0.5, 0.05, 0.8)
  expect(effect).toBeCloseTo(0.5 * (1.959964 + 0.841621), 5)
  expect(power(effect, 0.5, 0.05)).toBeCloseTo(0.8, 5)
  expect(power(0, 0.5, 0.05)).toBeCloseTo(0.05, 12)
})

// R 4.4: power.t.test(delta, sd, sig.level, power) up to its correction for t, at most two units more.
test.each([
  [0.5, 1, 0.05, 0.8, 63],
  [0.1, 1, 0.05, 0.9, 2102],
  [0.02, 0.25, 0.01, 0.8, 14_599],
])('an effect of %d at variance %d needs alpha %d, power %d: %d per arm', (effect, variance, alpha, wished, units) => {
  expect(unitsNeeded(effect, variance, alpha, wished)).toBe(units)
  const standardError = Math.sqrt((2 * variance) / units)
  expect(power(effect, standardError, alpha)).toBeGreaterThanOrEqual(wished)
})
