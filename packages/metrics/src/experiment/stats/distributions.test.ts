import { expect, test } from 'vitest'
import { chiSquareTail, normalCdf, normalQuantile, studentQuantile, studentTwoSided } from './distributions.ts'

// Reference values: R 4.4, qnorm, pnorm, qt, pt, pchisq.
test.each([
  [normalQuantile(0.975), 1.959963984540054],
  [normalQuantile(0.8), 0.8416212335729143],
  [normalCdf(-3), 0.0013498980316301],
  [studentQuantile(0.975, 2), 4.302652729911275],
  [studentQuantile(0.975, 10), 2.228138851964939],
  [studentTwoSided(2.228138851964939, 10), 0.05],
  [studentTwoSided(-1, 1), 0.5],
  [chiSquareTail(3.841458820694124, 1), 0.05],
  [chiSquareTail(10.827566170662733, 1), 0.001],
  [chiSquareTail(18.46682695290317, 4), 0.001],
])('%d is %d', (value, expected) => {
  expect(value).toBeCloseTo(expected, 7)
})
