import { definePack, defineSlo, fasterThan, goodOver, not, part } from '@tidemark/contracts'
import { dashboards } from './dashboards.ts'
import { apiRequest, events, healthCheck } from './events.ts'
import { generator } from './generator.ts'
import { metrics, SERVER_ERRORS } from './metrics.ts'

const MINUTE_MS = 60_000

export const serviceHealth = definePack({
  name: 'service-health',
  title: 'Service health',
  version: '1.1.0',
  events,
  metrics,
  generator,
  dashboards,
  slos: {
    requests_succeed: defineSlo({
      title: 'Requests that succeed',
      description: 'Answered without a 5xx status',
      sli: goodOver(part(apiRequest, { where: { status: not(...SERVER_ERRORS) } }), part(apiRequest)),
      objective: 0.99,
      window: '7d',
      breakdowns: ['route'],
    }),
    requests_fast: defineSlo({
      title: 'Requests within 800 ms',
      sli: fasterThan(800, part(apiRequest, { measure: 'duration' })),
      objective: 0.95,
      window: '7d',
      breakdowns: ['route'],
    }),
    targets_up: defineSlo({
      title: 'Targets are up',
      description: 'Of the checks that could tell',
      sli: goodOver(
        part(healthCheck, { where: { state: 'up' } }),
        part(healthCheck, { where: { state: ['up', 'down'] } }),
      ),
      objective: 0.99,
      window: '30d',
      breakdowns: ['target'],
    }),
  },
  subsystems: {
    api: {
      title: 'API',
      metric: 'error_rate',
      windowMs: 15 * MINUTE_MS,
      healthy: { op: '<', value: 0.02 },
      unhealthy: { op: '>', value: 0.05 },
    },
    latency: {
      title: 'Latency',
      metric: 'latency',
      stat: 'p99',
      windowMs: 15 * MINUTE_MS,
      healthy: { op: '<', value: 1_000 },
      unhealthy: { op: '>', value: 3_000 },
    },
    database: {
      title: 'Database',
      metric: 'query_latency',
      stat: 'p95',
      windowMs: 15 * MINUTE_MS,
      healthy: { op: '<', value: 250 },
      unhealthy: { op: '>', value: 1_000 },
    },
    targets: {
      title: 'Targets',
      metric: 'uptime',
      windowMs: 15 * MINUTE_MS,
      healthy: { op: '>', value: 0.99 },
      unhealthy: { op: '<', value: 0.9 },
    },
  },
  levers: {
    grow_pool: { title: 'Grow the pool', action: 'Raise the size of the connection pool by 50%' },
    roll_back: { title: 'Roll back', action: 'Roll back the last release' },
  },
  kpis: {
    error_rate: {
      metric: 'error_rate',
      thresholds: [
        { op: '>', value: 0.02, severity: 'warning', levers: ['roll_back'] },
        { op: '>', value: 0.05, severity: 'critical', levers: ['roll_back'] },
      ],
    },
    pool_use: {
      metric: 'pool_use',
      thresholds: [{ op: '>', value: 0.9, severity: 'warning', levers: ['grow_pool'] }],
    },
  },
  rules: {
    error_rate_high: {
      title: 'Error rate above 5 %',
      metric: 'error_rate',
      condition: { op: '>', value: 0.05 },
      windowMs: 5 * MINUTE_MS,
      forMs: 5 * MINUTE_MS,
      severity: 'critical',
      channels: ['log', 'email', 'slack', 'pagerduty'],
      levers: ['roll_back'],
    },
    target_down: {
      title: 'A target is down',
      metric: 'uptime',
      condition: { op: '<', value: 0.9 },
      windowMs: 5 * MINUTE_MS,
      forMs: 3 * MINUTE_MS,
      severity: 'critical',
      channels: ['log', 'slack'],
      levers: [],
    },
    query_latency_high: {
      title: 'Queries are slow',
      metric: 'query_latency',
      stat: 'p95',
      condition: { op: '>', value: 1_000 },
      windowMs: 5 * MINUTE_MS,
      forMs: 5 * MINUTE_MS,
      severity: 'warning',
      channels: ['log', 'slack'],
      levers: ['grow_pool'],
    },
  },
})
