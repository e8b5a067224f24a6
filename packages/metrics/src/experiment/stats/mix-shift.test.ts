import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mixShift } from './mix-shift.ts'

/** Admissions at Berkeley in 1973, six largest departments: men and women who applied, and who were admitted (Bickel et al. 1975). */
const BERKELEY = [
  ['A', 825, 512, 108, 89],
  ['B', 560, 353, 25, 17],
  ['C', 325, 120, 593, 202],
  ['D', 417, 138, 375, 131],
  ['E', 191, 53, 393, 94],
  ['F', 373, 22, 341, 24],
] as const

test('Berkeley: women are admitted less in all, though more within departments [T-48]', () => {
  const result = mixShift(
    BERKELEY.map(([stratum, men, menIn, women, womenIn]) => ({
      stratum,
      control: { value: menIn, base: men },
      treatment: { value: womenIn, base: women },
    })),
  )
  expect(result?.total).toBeCloseTo(557 / 1835 - 1198 / 2691, 12)
  expect(result?.total).toBeCloseTo(-0.1416, 4)
  expect(result?.within).toBeGreaterThan(0.02)
  expect(result?.mix).toBeLessThan(-0.17)
  expect(result?.reversed).toBe(true)
})

const group = fc
  .record({ base: fc.integer({ min: 0, max: 1000 }), share: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ base, share }) => ({ base, value: Math.round(base * share) }))

test('the parts add up to the whole, for any strata [T-48]', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ stratum: fc.string(), control: group, treatment: group })), (strata) => {
      const result = mixShift(strata)
      if (result === null) return
      expect(result.within + result.mix).toBeCloseTo(result.total, 9)
    }),
  )
})

test('an empty group has no rate, so there is no difference [T-48 T-15]', () => {
  expect(mixShift([])).toBeNull()
  expect(mixShift([{ stratum: 'a', control: { value: 0, base: 0 }, treatment: { value: 1, base: 2 } }])).toBeNull()
})
