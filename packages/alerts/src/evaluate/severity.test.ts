import type { SliReading } from '@tidemark/contracts'
import { describe, expect, test } from 'vitest'
import { isHigher, sliSeverity, upTo } from './severity.ts'

/** A reading of 1,000 runs with targets 99 % and 5,000 ms and a budget of 1 %. */
function reading(failedRuns: number, p95Ms: number | null): SliReading {
  const burn = (failedRuns / 10 / 2) * 100
  return {
    successPct: 100 - failedRuns / 10,
    p95Ms,
    errorBudgetBurnPct: burn,
    burnRate: failedRuns / 10,
    totalRuns: 1000,
    successfulRuns: 1000 - failedRuns,
    failedRuns,
    windowStart: '2025-01-01T00:00:00Z',
    windowEnd: '2025-01-08T00:00:00Z',
    target: { successPct: 99, p95Ms: 5000, errorBudgetPct: 1 },
    violatesTarget: burn >= 100 || (p95Ms !== null && p95Ms > 5000),
    belowObjective: failedRuns > 10,
  }
}

describe('the severity of a service level [SLO-04 ALR-10 C-02]', () => {
  test.each([
    { name: 'nothing failed', failed: 0, p95: 100, severity: null },
    { name: 'below the objective but inside the budget', failed: 15, p95: 4000, severity: null },
    { name: 'p95 on its target', failed: 0, p95: 5000, severity: null },
    { name: 'burn of exactly 100 %', failed: 20, p95: 4000, severity: 'warning' },
    { name: 'p95 just above its target', failed: 0, p95: 5001, severity: 'warning' },
    { name: 'two budgets below the target, exactly', failed: 30, p95: 4000, severity: 'warning' },
    { name: 'more than two budgets below the target', failed: 31, p95: 4000, severity: 'critical' },
    { name: 'p95 at 1.2 times its target', failed: 0, p95: 6000, severity: 'critical' },
    { name: 'p95 just below 1.2 times its target', failed: 0, p95: 5999, severity: 'warning' },
    { name: 'both violated at once', failed: 20, p95: 5001, severity: 'critical' },
    { name: 'the documented example: 97.5 %, 6,200 ms', failed: 25, p95: 6200, severity: 'critical' },
    { name: 'errors without durations', failed: 25, p95: null, severity: 'warning' },
  ])('$name', ({ failed, p95, severity }) => expect(sliSeverity(reading(failed, p95))).toBe(severity))
})

test('severities are ordered, and anything is more than nothing [ALR-10]', () => {
  expect(isHigher('critical', 'warning')).toBe(true)
  expect(isHigher('warning', 'warning')).toBe(false)
  expect(isHigher('info', 'emergency')).toBe(false)
  expect(isHigher('info', null)).toBe(true)
  expect(upTo('critical')).toEqual(['info', 'warning', 'critical'])
})
