import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { judgeServiceLevel } from './service-level.ts'

const DEFAULTS = { successPct: 99, p95Ms: 5000, errorBudgetPct: 1 }
const runs = (failed: number, total: number, p95Ms: number | null = 100) => ({
  succeeded: total - failed,
  failed,
  p95Ms,
})

test.each([
  // failed, total, success %, burn %, burn rate, violated, below the objective
  [15, 1000, 98.5, 75, 1.5, false, true],
  [25, 1000, 97.5, 125, 2.5, true, true],
  [20, 1000, 98, 100, 2, true, true],
  [30, 1200, 97.5, 125, 2.5, true, true],
  [10, 1000, 99, 50, 1, false, false],
  [0, 10, 100, 0, 0, false, false],
  [10, 10, 0, 5000, 100, true, true],
])('%d failures in %d runs [SLO-01 SLO-04 C-01 C-02]', (failed, total, successPct, burn, burnRate, violated, below) => {
  expect(judgeServiceLevel(runs(failed, total), DEFAULTS)).toEqual({
    successPct,
    errorBudgetBurnPct: burn,
    burnRate,
    violatesTarget: violated,
    belowObjective: below,
  })
})

test('is worked out from the counts, not from the percentage that is shown [C-03]', () => {
  const level = judgeServiceLevel(runs(19, 1234), DEFAULTS)
  expect(level.successPct).toBeCloseTo(98.4603, 4)
  expect(level.errorBudgetBurnPct).toBeCloseTo(76.9854, 4)
  expect(judgeServiceLevel(runs(5, 10_000), { ...DEFAULTS, successPct: 99.9 }).successPct).toBe(99.95)
})

test('targets with decimals meet their limits exactly [C-03]', () => {
  const targets = { ...DEFAULTS, successPct: 99.9, errorBudgetPct: 0.1 }
  expect(judgeServiceLevel(runs(2, 1000), targets)).toMatchObject({ errorBudgetBurnPct: 100, violatesTarget: true })
  expect(judgeServiceLevel(runs(1, 1000), targets)).toMatchObject({ errorBudgetBurnPct: 50, belowObjective: false })
  expect(judgeServiceLevel(runs(1, 10_000), { ...targets, successPct: 99.99, errorBudgetPct: 0 })).toMatchObject({
    errorBudgetBurnPct: 100,
    burnRate: 1,
    belowObjective: false,
  })
})

describe('without a denominator there is no number', () => {
  test('no runs: nothing is known and nothing violated [SLO-01]', () => {
    expect(judgeServiceLevel(runs(0, 0, null), DEFAULTS)).toEqual({
      successPct: null,
      errorBudgetBurnPct: null,
      burnRate: null,
      violatesTarget: false,
      belowObjective: false,
    })
  })

  test('no error allowed: any failure violates [SLO-04]', () => {
    const none = { ...DEFAULTS, successPct: 100, errorBudgetPct: 0 }
    expect(judgeServiceLevel(runs(1, 10), none)).toMatchObject({
      successPct: 90,
      errorBudgetBurnPct: null,
      burnRate: null,
      violatesTarget: true,
      belowObjective: true,
    })
    expect(judgeServiceLevel(runs(0, 10), none)).toMatchObject({ violatesTarget: false, belowObjective: false })
    expect(judgeServiceLevel(runs(1, 10), { ...none, errorBudgetPct: 20 })).toMatchObject({
      errorBudgetBurnPct: 50,
      burnRate: null,
      violatesTarget: false,
    })
  })
})

test.each([
  [5000, false],
  [5000.1, true],
  [null, false],
])('p95 of %s ms against 5000 ms: violated %s [SLO-04 C-02]', (p95Ms, violatesTarget) => {
  expect(judgeServiceLevel(runs(0, 10, p95Ms), DEFAULTS)).toMatchObject({ violatesTarget, belowObjective: false })
})

test('the flags say what the numbers say, for any counts and targets [C-01 C-02]', () => {
  const targets = fc.record({
    successPct: fc.integer({ min: 1, max: 99_999_999 }).map((n) => n / 1e6),
    p95Ms: fc.constant(5000),
    errorBudgetPct: fc.integer({ min: 0, max: 100_000_000 }).map((n) => n / 1e6),
  })
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.nat(1_000_000), targets, (succeeded, failed, given) => {
      const level = judgeServiceLevel({ succeeded, failed, p95Ms: null }, given)
      const total = succeeded + failed
      const allowed =
        100_000_000n - BigInt(Math.round(given.successPct * 1e6)) + BigInt(Math.round(given.errorBudgetPct * 1e6))
      expect(level.violatesTarget).toBe(total > 0 && BigInt(failed) * 100_000_000n >= BigInt(total) * allowed)
      if (total > 0) expect((level.errorBudgetBurnPct ?? 0) >= 100).toBe(level.violatesTarget)
      for (const number of [level.successPct, level.errorBudgetBurnPct, level.burnRate])
        expect(number === null || Number.isFinite(number)).toBe(true)
    }),
  )
})
