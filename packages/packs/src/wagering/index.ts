import { defineCohort, definePack, defineSlo, fasterThan, goodOver, match, part } from '@tidemark/contracts'
import { dashboards } from './dashboards.ts'
import { events, gameRound, payment, platformCall, playerSession, transaction, userRegistered } from './events.ts'
import { generator } from './generator.ts'
import { levers, rules, subsystems } from './health.ts'
import { metrics } from './metrics.ts'

export const wagering = definePack({
  name: 'wagering',
  title: 'Wagering',
  version: '1.0.0',
  events,
  metrics,
  generator,
  dashboards,
  subsystems,
  levers,
  rules,
  cohorts: {
    players: defineCohort({
      title: 'Players who come back',
      born: match(userRegistered),
      returned: match([gameRound, playerSession]),
      period: 'day',
      by: ['country'],
    }),
  },
  slos: {
    transactions_succeed: defineSlo({
      title: 'Transactions that complete',
      sli: goodOver(part(transaction, { where: { status: 'completed' } }), part(transaction)),
      objective: 0.95,
      window: '7d',
      breakdowns: ['kind', 'currency'],
    }),
    payments_succeed: defineSlo({
      title: 'Payments that complete',
      sli: goodOver(part(payment, { where: { status: 'completed' } }), part(payment)),
      objective: 0.98,
      window: '7d',
      breakdowns: ['method', 'currency'],
    }),
    api_fast: defineSlo({
      title: 'API calls within a second',
      sli: fasterThan(1_000, part(platformCall, { measure: 'duration', where: { part: 'api' } })),
      objective: 0.99,
      window: '7d',
    }),
  },
  kpis: {
    roi_percentage: { metric: 'roi_percentage', thresholds: [] },
    transaction_error_rate: {
      metric: 'transaction_error_rate',
      thresholds: [{ op: '>', value: 0.05, severity: 'critical', levers: ['limit_rate'] }],
    },
    payment_failure_rate: {
      metric: 'payment_failure_rate',
      thresholds: [{ op: '>', value: 0.01, severity: 'critical', levers: ['pause_provider'] }],
    },
    fraud_critical_count: {
      metric: 'fraud_critical_count',
      thresholds: [{ op: '>', value: 10, severity: 'warning', levers: ['hold_withdrawals'] }],
    },
    api_latency_p99: {
      metric: 'api_latency_p99',
      thresholds: [{ op: '>', value: 1_000, severity: 'warning', levers: ['limit_rate'] }],
    },
    cache_hit_rate: {
      metric: 'cache_hit_rate',
      thresholds: [{ op: '<', value: 0.8, severity: 'warning', levers: ['warm_cache'] }],
    },
  },
})
