import fc from 'fast-check'
import { expect, test } from 'vitest'
import { benjaminiHochberg, holm } from './multiple-testing.ts'

// Reference values: R 4.4, p.adjust.
test.each([
  [[], [], []],
  [[0.03], [0.03], [0.03]],
  [
    [0.01, 0.04, 0.03, 0.005],
    [0.03, 0.06, 0.06, 0.02],
    [0.02, 0.04, 0.04, 0.02],
  ],
  [
    [0.6, 0.001, 0.5],
    [1, 0.003, 1],
    [0.6, 0.003, 0.6],
  ],
])('%j', (pValues, byHolm, byBenjaminiHochberg) => {
  holm(pValues).forEach((p, i) => {
    expect(p).toBeCloseTo(byHolm[i]!, 12)
  })
  benjaminiHochberg(pValues).forEach((p, i) => {
    expect(p).toBeCloseTo(byBenjaminiHochberg[i]!, 12)
  })
})

test('an adjusted value is never below its own, Holm never below Benjamini-Hochberg, and order is kept', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), (pValues) => {
      const [strict, loose] = [holm(pValues), benjaminiHochberg(pValues)]
      pValues.forEach((p, i) => {
        expect(loose[i]).toBeGreaterThanOrEqual(p - 1e-15)
        expect(strict[i]).toBeGreaterThanOrEqual(loose[i]! - 1e-15)
        expect(strict[i]).toBeLessThanOrEqual(1)
        pValues.forEach((other, j) => {
          if (p < other) expect(strict[i]).toBeLessThanOrEqual(strict[j]!)
        })
      })
    }),
  )
})
