import { describe, expect, test } from 'vitest'
import { seededNormal, seededUniform } from '../../../test/seeded-random.ts'
import { difference, type Effect, type EffectOrMissing, type Level, relativeDifference } from './compare.ts'
import { TIGHTEST_AT_UNITS } from './confidence-sequence.ts'
import { adjustedEstimates, estimate, type Missing } from './estimate.ts'
import { momentsOf, NO_MOMENTS, type UnitValue } from './moments.ts'

const LEVEL: Level = { alpha: 0.05, tightestAt: TIGHTEST_AT_UNITS }
const mean = (values: readonly number[]) =>
  momentsOf(values.map((value) => ({ value, base: 1, valueBefore: 0, baseBefore: 1 })))
const ratio = (pairs: readonly (readonly [number, number])[]) =>
  momentsOf(pairs.map(([value, base]) => ({ value, base, valueBefore: 0, baseBefore: 0 })))
const conversions = (converted: number, units: number) =>
  mean(Array.from({ length: units }, (_, i) => (i < converted ? 1 : 0)))

const effectOf = (result: EffectOrMissing): Effect => {
  if ('missing' in result) throw new Error(result.missing)
  return result.effect
}
const missingOf = (result: EffectOrMissing): Missing | null => ('missing' in result ? result.missing : null)

describe('two-sided results', () => {
  test('means: Welch, as R says for sleep$extra [EXP-01 EXP-02]', () => {
    const control = mean([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2])
    const treatment = mean([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])
    const { value, fixed, always } = effectOf(difference(estimate(control), estimate(treatment), LEVEL))
    expect(value).toBeCloseTo(1.58, 10)
    expect(fixed.pValue).toBeCloseTo(0.07939414, 7)
    expect(fixed.low).toBeCloseTo(-0.2054832, 6)
    expect(fixed.high).toBeCloseTo(3.3654832, 6)
    expect(always.low).toBeLessThan(fixed.low)
    expect(always.pValue).toBeGreaterThan(fixed.pValue)
  })

  test('conversion: absolute and relative [EXP-01]', () => {
    const [control, treatment] = [estimate(conversions(1000, 10_000)), estimate(conversions(1200, 10_000))]
    const absolute = effectOf(difference(control, treatment, LEVEL))
    expect(absolute.value).toBeCloseTo(0.02, 12)
    expect(absolute.standardError).toBeCloseTo(Math.sqrt((0.1 * 0.9 + 0.12 * 0.88) / 9999), 9)
    expect(absolute.always.low).toBeGreaterThan(0)
    const relative = effectOf(relativeDifference(control, treatment, LEVEL))
    expect(relative.value).toBeCloseTo(0.2, 12)
    expect(relative.standardError).toBeCloseTo(
      Math.sqrt((0.12 * 0.88) / 0.01 + (0.0144 * 0.09) / 0.0001) / Math.sqrt(9999),
      9,
    )
  })

  test('a ratio is pooled, and its variance is that of units, not of rows [T-46 T-03]', () => {
    const plain = estimate(
      ratio([
        [1, 1],
        [1, 1000],
        [0, 10],
      ]),
    )
    expect(plain).toMatchObject({ estimate: { units: 3, value: 2 / 1011 } })
    expect(
      estimate(
        ratio([
          [2, 1],
          [4, 1],
          [6, 1],
        ]),
      ),
    ).toEqual({ estimate: { units: 3, value: 4, variance: 4 / 3 } })
  })

  test('a lift over a negative control keeps its direction [T-15]', () => {
    const [control, treatment] = [estimate(mean([-2, -2.2, -1.8])), estimate(mean([-1, -1.1, -0.9]))]
    expect(effectOf(relativeDifference(control, treatment, LEVEL)).value).toBeCloseTo(0.5, 10)
  })
})

describe('no number without grounds, and the reason', () => {
  const some = estimate(mean([1, 2, 3]))
  test.each([
    ['control is zero', estimate(mean([0, 0, 0])), some, null, 'control is zero'],
    ['nobody', estimate(NO_MOMENTS), some, 'no units', 'no units'],
    ['one unit', some, estimate(mean([1])), 'too few units', 'too few units'],
    [
      'nothing to divide by',
      some,
      estimate(
        ratio([
          [1, 0],
          [0, 0],
        ]),
      ),
      'no denominator',
      'no denominator',
    ],
    ['all the same', estimate(mean([1, 1])), estimate(mean([2, 2])), 'nothing varies', 'nothing varies'],
  ] as const)('%s [T-15]', (_, control, treatment, absolute, relative) => {
    expect(missingOf(difference(control, treatment, LEVEL))).toBe(absolute)
    expect(missingOf(relativeDifference(control, treatment, LEVEL))).toBe(relative)
  })
})

test('rates per turn, randomised per player: 5 % false positives, where turns as units would give far more [T-46]', () => {
  const [uniform, normal] = [seededUniform(46), seededNormal(47)]
  const players = () =>
    Array.from({ length: 200 }, (): [number, number] => {
      const turns = 1 + Math.floor(40 * uniform())
      const rate = Math.min(1, Math.max(0, 0.3 + 0.2 * normal()))
      let hits = 0
      for (let turn = 0; turn < turns; turn++) if (uniform() < rate) hits++
      return [hits, turns]
    })
  const turnsAsUnits = (pairs: readonly [number, number][]) => {
    const [hits, turns] = pairs.reduce(([h, t], [hit, turn]) => [h + hit, t + turn], [0, 0])
    return { p: hits / turns, variance: ((hits / turns) * (1 - hits / turns)) / turns }
  }
  const tests = 600
  let [clustered, naive] = [0, 0]
  for (let i = 0; i < tests; i++) {
    const [a, b] = [players(), players()]
    if (effectOf(difference(estimate(ratio(a)), estimate(ratio(b)), LEVEL)).fixed.pValue < 0.05) clustered++
    const [x, y] = [turnsAsUnits(a), turnsAsUnits(b)]
    if (Math.abs(x.p - y.p) > 1.96 * Math.sqrt(x.variance + y.variance)) naive++
  }
  expect(Math.abs(clustered / tests - 0.05)).toBeLessThan(0.03)
  expect(naive / tests).toBeGreaterThan(0.2)
})

describe('CUPED', () => {
  const arm = (seed: number, effect: number, perUnit: (before: number, after: number) => UnitValue) => {
    const normal = seededNormal(seed)
    return momentsOf(
      Array.from({ length: 2000 }, () => {
        const before = 10 + 3 * normal()
        return perUnit(before, before + normal() + effect)
      }),
    )
  }

  test.each([
    ['mean', (before: number, value: number) => ({ value, base: 1, valueBefore: before, baseBefore: 1 })],
    [
      'ratio',
      (before: number, value: number) => ({ value: 3 * value, base: 3, valueBefore: 2 * before, baseBefore: 2 }),
    ],
  ] as const)('%s: what units did before takes most of the variance away, and none of the effect', (_, perUnit) => {
    const arms = [arm(1, 0, perUnit), arm(2, 0.2, perUnit)]
    const plain = effectOf(difference(estimate(arms[0]!), estimate(arms[1]!), LEVEL))
    const [control, treatment] = adjustedEstimates(arms)!
    const adjusted = effectOf(difference(control!, treatment!, LEVEL))
    expect(adjusted.standardError / plain.standardError).toBeCloseTo(Math.sqrt(1 / 10), 1)
    expect(Math.abs(adjusted.value - 0.2)).toBeLessThan(3 * adjusted.standardError)
    expect(adjusted.always.pValue).toBeLessThan(0.01)
  })

  test('with nothing measured before there is nothing to adjust with', () => {
    expect(adjustedEstimates([mean([1, 2]), mean([3, 4])])).toBeNull()
    expect(
      adjustedEstimates([
        ratio([
          [1, 2],
          [2, 3],
        ]),
        NO_MOMENTS,
      ]),
    ).toBeNull()
    expect(adjustedEstimates([])).toBeNull()
  })
})
