import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createKeyRate } from './key-rate.ts'

it('lets through the burst, then the rate, whatever the pattern', () => {
  const steps = fc.array(fc.nat(500), { minLength: 1, maxLength: 200 })
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 10 }), (gaps, perSecond, burst) => {
      let now = 0
      const take = createKeyRate({ perSecond, burst }, () => now)
      let passed = 0
      for (const gap of gaps) {
        now += gap
        if (take('k') === 0) passed += 1
      }
      expect(passed).toBeLessThanOrEqual(burst + (now / 1000) * perSecond + 1e-6)
    }),
  )
})

it('says how long to wait, keeps names apart, and survives a clock that goes back', () => {
  let now = 10_000
  const take = createKeyRate({ perSecond: 2, burst: 1 }, () => now)
  expect(take('a')).toBe(0)
  expect(take('a')).toBeCloseTo(0.5)
  expect(take('__proto__')).toBe(0)
  now -= 5_000
  expect(take('a')).toBeGreaterThan(0)
  now += 1_000
  expect(take('a')).toBe(0)
})
