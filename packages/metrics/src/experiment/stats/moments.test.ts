import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BASE, covariance, mergeMoments, momentsOf, NO_MOMENTS, type UnitValue, VALUE } from './moments.ts'

const unit = (numbers: fc.Arbitrary<number>): fc.Arbitrary<UnitValue> =>
  fc.record({ value: numbers, base: numbers, valueBefore: numbers, baseBefore: numbers })
const wholeUnits = fc.array(unit(fc.integer({ min: -100_000, max: 100_000 })), { maxLength: 30 })

test('merging is commutative and associative, and equals adding up everything at once', () => {
  fc.assert(
    fc.property(wholeUnits, wholeUnits, wholeUnits, (a, b, c) => {
      const [x, y, z] = [momentsOf(a), momentsOf(b), momentsOf(c)]
      expect(mergeMoments(x, y)).toEqual(mergeMoments(y, x))
      expect(mergeMoments(mergeMoments(x, y), z)).toEqual(mergeMoments(x, mergeMoments(y, z)))
      expect(mergeMoments(mergeMoments(x, y), z)).toEqual(momentsOf([...c, ...a, ...b]))
      expect(mergeMoments(x, NO_MOMENTS)).toEqual(x)
    }),
  )
})

test('the covariance is that of the textbook', () => {
  fc.assert(
    fc.property(fc.array(unit(fc.double({ min: -1e4, max: 1e4, noNaN: true })), { minLength: 2 }), (units) => {
      const mean = (of: (unit: UnitValue) => number) => units.reduce((sum, each) => sum + of(each), 0) / units.length
      const [value, base] = [mean((each) => each.value), mean((each) => each.base)]
      const expected =
        units.reduce((sum, each) => sum + (each.value - value) * (each.base - base), 0) / (units.length - 1)
      expect(Math.abs(covariance(momentsOf(units), VALUE, BASE) - expected)).toBeLessThan(1e-4)
    }),
  )
})

test('equal values have no variance, although their squares were rounded', () => {
  const units = Array.from({ length: 1000 }, () => ({ value: 0.1, base: 1, valueBefore: 0, baseBefore: 1 }))
  expect(covariance(momentsOf(units), VALUE, VALUE)).toBe(0)
})
