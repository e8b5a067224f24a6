import type { SeededEvent } from '@tidemark/contracts'
import { describe, expect, test } from 'vitest'
import { describeWorld, makeDay } from '../../test/describe-world.ts'
import { evaluate } from '../../test/evaluate.ts'
import { fraudBandOf } from './fraud-band.ts'
import { wagering } from './index.ts'
import { metrics } from './metrics.ts'

const { events } = makeDay(wagering)
const money = (kind: string, amount: number, status = 'completed'): SeededEvent => ({
  id: '',
  type: 'transaction',
  ts: 0,
  props: { kind, status, currency: 'EUR', amount },
})

test('the nineteen metrics of the monitoring document are there under its names [KPI-20]', () => {
  const names =
    'transaction_count transaction_error_rate transaction_volume game_count active_players game_win_rate game_avg_duration user_total user_active user_new_today fraud_flags_count fraud_critical_count fraud_avg_score payment_count payment_failure_rate payment_volume api_latency_p99 database_latency cache_hit_rate'.split(
      ' ',
    )
  expect(names).toHaveLength(19)
  for (const name of names) expect(evaluate(metrics[name as keyof typeof metrics], events)).not.toBeNull()
})

describe('the executive numbers', () => {
  const example = [
    money('deposit', 125_000_00),
    money('bet', 89_500_00),
    money('payout', 78_200_00),
    money('withdrawal', 45_000_00),
  ]
  const failed = [money('deposit', 999_00, 'failed'), money('payout', 999_00, 'failed')]
  test.each([
    ['the document’s example', example, [80_000_00, 1_800_00, 0.0144, 11_300_00]],
    ['what failed moved nothing', [...example, ...failed], [80_000_00, 1_800_00, 0.0144, 11_300_00]],
    ['no deposits: no return on them', [money('bet', 500)], [0, 0, null, 500]],
  ])('%s [KPI-21 T-15]', (_name, given, [gross, net, roi, ggr]) => {
    expect(evaluate(metrics.gross_revenue, given)).toBe(gross)
    expect(evaluate(metrics.net_revenue, given)).toBe(net)
    expect(evaluate(metrics.roi_percentage, given)).toBe(roi)
    expect(evaluate(metrics.ggr, given)).toBe(ggr)
  })

  test('gross revenue is shown as what it is: net cash in [KPI-21]', () =>
    expect(metrics.gross_revenue.title).toBe('Net cash in'))
})

describe('fraud bands', () => {
  test.each([
    [0, 'low'],
    [19.99, 'low'],
    [20, 'medium'],
    [49.99, 'medium'],
    [50, 'high'],
    [75, 'high'],
    [75.01, 'critical'],
    [100, 'critical'],
  ])('a score of %d is %s [KPI-22]', (score, band) => expect(fraudBandOf(score)).toBe(band))

  test('critical flags are those above 75 [KPI-20 KPI-22]', () => {
    const flags = events.filter(({ type }) => type === 'fraud_flag')
    expect(evaluate(metrics.fraud_critical_count, events)).toBe(
      flags.filter(({ props }) => Number(props.score) > 75).length,
    )
  })
})

test('bets and sessions have mean, most and least; players come back [KPI-23]', () => {
  for (const metric of [metrics.bet_size, metrics.session_duration]) {
    const [least, mean, most] = (['min', 'mean', 'max'] as const).map((stat) => evaluate(metric, events, stat)!)
    expect(least).toBeGreaterThan(0)
    expect(mean).toBeGreaterThan(least!)
    expect(most).toBeGreaterThan(mean!)
  }
  expect(wagering.cohorts.players).toMatchObject({ period: 'day' })
})

test('compliance, anomalies and recent failures are counted; so are the tables [KPI-24 KPI-25]', () => {
  const [all, permanent] = [metrics.compliance_violations, metrics.compliance_violations_permanent].map(
    (m) => evaluate(m, events)!,
  )
  expect(permanent).toBeGreaterThan(0)
  expect(all).toBeGreaterThan(permanent!)
  for (const metric of [
    metrics.excluded_users,
    metrics.transactions_failed,
    metrics.transaction_total,
    metrics.audit_log_total,
  ])
    expect(evaluate(metric, events)).toBeGreaterThan(0)
  expect(new Set(events.map(({ props }) => props.anomaly)).size).toBeGreaterThan(3)
})

test('the house wins a little, and more is paid in than out', () => {
  expect(evaluate(metrics.ggr, events)).toBeGreaterThan(0)
  expect(evaluate(metrics.gross_revenue, events)).toBeGreaterThan(0)
})

test('six subsystems are healthy by the document’s numbers and degraded up to the second one [SLO-07]', () => {
  const bounds = Object.entries(wagering.subsystems).map(([name, { healthy, unhealthy }]) => [
    name,
    `${healthy.op}${healthy.value}`,
    `${unhealthy.op}${unhealthy.value}`,
  ])
  expect(bounds).toEqual([
    ['transactions', '<0.05', '>=0.1'],
    ['payments', '<=0.01', '>=0.02'],
    ['fraud_detection', '<=10', '>=20'],
    ['api', '<1000', '>=2000'],
    ['database', '<=1000', '>=2000'],
    ['cache', '>0.8', '<=0.6'],
  ])
})

test('uptime is up over up and down; what nobody knows is apart [SLO-08 KPI-25 T-63]', () => {
  const check = (state: string): SeededEvent => ({
    id: '',
    type: 'subsystem_check',
    ts: 0,
    props: { subsystem: 'api', state },
  })
  const checks = [check('up'), check('up'), check('up'), check('down'), check('unknown')]
  expect(evaluate(metrics.uptime_percentage, checks)).toBe(0.75)
  expect(evaluate(metrics.unknown_share, checks)).toBe(0.2)
})

test('the six default rules are those of the document [ALR-05 ALR-04]', () => {
  const urgent = 'log,email,slack,pagerduty'
  const told = Object.entries(wagering.rules).map(([name, { condition, severity, forMs, channels }]) => [
    name,
    `${condition.op}${condition.value}`,
    severity,
    forMs / 1000,
    channels.join(),
  ])
  expect(told).toEqual([
    ['transaction_error_rate_high', '>0.05', 'critical', 300, urgent],
    ['payment_failure_spike', '>0.01', 'critical', 300, urgent],
    ['high_fraud_activity', '>10', 'warning', 600, 'log,slack'],
    ['api_latency_high', '>1000', 'warning', 300, 'log,slack'],
    ['database_slow_queries', '>1000', 'warning', 600, 'log,slack'],
    ['cache_hit_rate_low', '<0.8', 'info', 900, 'log'],
  ])
})

test('six boards open on the periods of the document [UI-07 UI-08]', () => {
  const periods = Object.entries(wagering.dashboards).map(([name, { period }]) => [name, period])
  expect(Object.fromEntries(periods)).toEqual({
    executive: 'today',
    operations: '1h',
    security: '24h',
    players: '24h',
    system: '30d',
    complete: '24h',
  })
})

describeWorld(wagering)
