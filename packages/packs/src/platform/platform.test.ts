import { expect, test } from 'vitest'
import { describeWorld } from '../../test/describe-world.ts'
import { platform } from './index.ts'

test('Tidemark promises lag, freshness, evaluation and delivery of itself [PRF-06 PRF-09]', () => {
  const promises = Object.entries(platform.slos).map(([name, { sli }]) => [
    name,
    'thresholdMs' in sli && sli.thresholdMs,
  ])
  expect(Object.fromEntries(promises)).toEqual({
    ingest_lag: 5_000,
    freshness: 5_000,
    evaluation_delay: 60_000,
    critical_delivery: 30_000,
    warning_delivery: 300_000,
  })
})

test('it pages when the stream lags two minutes for five [ALR-12]', () => {
  const { ingest_lag_high: rule } = platform.rules
  expect(rule).toMatchObject({ condition: { op: '>', value: 120_000 }, forMs: 300_000, severity: 'critical' })
  expect(rule?.channels).toContain('pagerduty')
})

describeWorld(platform)
