import type { DefaultRuleSpec, LeverSpec, SubsystemSpec } from '@tidemark/contracts'

const SECOND_MS = 1_000
const HOUR_MS = 3_600 * SECOND_MS
const MINUTE_MS = 60 * SECOND_MS

/** Healthy by the document's number; where it gives one number only, twice as bad is unhealthy. */
export const subsystems = {
  transactions: {
    title: 'Transactions',
    metric: 'transaction_error_rate',
    windowMs: HOUR_MS,
    healthy: { op: '<', value: 0.05 },
    unhealthy: { op: '>=', value: 0.1 },
  },
  // The alert's number and the health number differ: between 1 % and 2 % payments are degraded.
  payments: {
    title: 'Payments',
    metric: 'payment_failure_rate',
    windowMs: HOUR_MS,
    healthy: { op: '<=', value: 0.01 },
    unhealthy: { op: '>=', value: 0.02 },
  },
  fraud_detection: {
    title: 'Fraud detection',
    metric: 'fraud_critical_count',
    windowMs: HOUR_MS,
    healthy: { op: '<=', value: 10 },
    unhealthy: { op: '>=', value: 20 },
  },
  api: {
    title: 'API',
    metric: 'api_latency_p99',
    windowMs: 15 * MINUTE_MS,
    healthy: { op: '<', value: 1_000 },
    unhealthy: { op: '>=', value: 2_000 },
  },
  database: {
    title: 'Database',
    metric: 'database_latency',
    stat: 'p95',
    windowMs: 15 * MINUTE_MS,
    healthy: { op: '<=', value: 1_000 },
    unhealthy: { op: '>=', value: 2_000 },
  },
  cache: {
    title: 'Cache',
    metric: 'cache_hit_rate',
    windowMs: 15 * MINUTE_MS,
    healthy: { op: '>', value: 0.8 },
    unhealthy: { op: '<=', value: 0.6 },
  },
} as const satisfies Record<string, SubsystemSpec>

export const levers = {
  pause_provider: { title: 'Pause a provider', action: 'Route payments away from the provider that fails' },
  limit_rate: { title: 'Limit the rate', action: 'Halve the transaction rate limit per player' },
  hold_withdrawals: { title: 'Hold withdrawals', action: 'Hold withdrawals of players with a critical fraud flag' },
  warm_cache: { title: 'Warm the cache', action: 'Warm the cache with the most wanted games' },
} as const satisfies Record<string, LeverSpec>

const urgent = ['log', 'email', 'slack', 'pagerduty'] as const

/** The six rules that the monitoring document begins with: numbers, severities, durations and channels are its own. */
export const rules = {
  transaction_error_rate_high: {
    title: 'Transaction error rate high',
    metric: 'transaction_error_rate',
    condition: { op: '>', value: 0.05 },
    windowMs: HOUR_MS,
    forMs: 300 * SECOND_MS,
    severity: 'critical',
    channels: urgent,
    levers: ['limit_rate'],
  },
  payment_failure_spike: {
    title: 'Payment failure spike',
    metric: 'payment_failure_rate',
    condition: { op: '>', value: 0.01 },
    windowMs: HOUR_MS,
    forMs: 300 * SECOND_MS,
    severity: 'critical',
    channels: urgent,
    levers: ['pause_provider'],
  },
  high_fraud_activity: {
    title: 'High fraud activity',
    metric: 'fraud_critical_count',
    condition: { op: '>', value: 10 },
    windowMs: HOUR_MS,
    forMs: 600 * SECOND_MS,
    severity: 'warning',
    channels: ['log', 'slack'],
    levers: ['hold_withdrawals'],
  },
  api_latency_high: {
    title: 'API latency high',
    metric: 'api_latency_p99',
    condition: { op: '>', value: 1_000 },
    windowMs: 5 * MINUTE_MS,
    forMs: 300 * SECOND_MS,
    severity: 'warning',
    channels: ['log', 'slack'],
    levers: ['limit_rate'],
  },
  database_slow_queries: {
    title: 'Database queries slow',
    metric: 'database_latency',
    stat: 'p95',
    condition: { op: '>', value: 1_000 },
    windowMs: 5 * MINUTE_MS,
    forMs: 600 * SECOND_MS,
    severity: 'warning',
    channels: ['log', 'slack'],
    levers: [],
  },
  cache_hit_rate_low: {
    title: 'Cache hit rate low',
    metric: 'cache_hit_rate',
    condition: { op: '<', value: 0.8 },
    windowMs: 10 * MINUTE_MS,
    forMs: 900 * SECOND_MS,
    severity: 'info',
    channels: ['log'],
    levers: ['warm_cache'],
  },
} as const satisfies Record<string, DefaultRuleSpec>
