import { expect, test } from 'vitest'
import { normalCdf, normalQuantile } from './distributions.ts'
import { minimumDetectableEffect } from './power.ts'

test('the smallest detectable effect is the one that is found with the wished power', () => {
  const effect = minimumDetectableEffect(0.5, 0.05, 0.8)
  expect(effect).toBeCloseTo(0.5 * (1.959964 + 0.841621), 5)
  const critical = normalQuantile(1 - 0.05 / 2)
  const found = normalCdf(effect / 0.5 - critical) + normalCdf(-effect / 0.5 - critical)
  expect(found).toBeCloseTo(0.8, 5)
})

// R 4.4: power.t.test(n, sd, sig.level, power)$delta up to its correction for t.
test.each([
  [63, 1, 0.05, 0.8, 0.5],
  [2102, 1, 0.05, 0.9, 0.1],
  [14_599, 0.25, 0.01, 0.8, 0.02],
])('%d units per arm of variance %d, alpha %d and power %d: %d', (units, variance, alpha, wished, effect) => {
  expect(minimumDetectableEffect(Math.sqrt((2 * variance) / units), alpha, wished) / effect).toBeCloseTo(1, 2)
})
