import { definePack } from '@tidemark/contracts'
import { events } from './events.ts'
import { generator } from './generator.ts'
import { metrics } from './metrics.ts'
import { slos } from './objectives.ts'

const MINUTE_MS = 60_000

export const platform = definePack({
  name: 'platform',
  title: 'Platform',
  version: '1.1.0',
  events,
  metrics,
  generator,
  slos,
  subsystems: {
    ingest: {
      title: 'Ingest',
      metric: 'ingest_lag',
      stat: 'p95',
      windowMs: 15 * MINUTE_MS,
      healthy: { op: '<', value: 5_000 },
      unhealthy: { op: '>', value: 120_000 },
    },
    database: {
      title: 'Database',
      metric: 'database_latency',
      stat: 'p95',
      windowMs: 15 * MINUTE_MS,
      healthy: { op: '<', value: 100 },
      unhealthy: { op: '>', value: 1_000 },
    },
    alerting: {
      title: 'Alerting',
      metric: 'evaluation_delay',
      stat: 'p95',
      windowMs: 15 * MINUTE_MS,
      healthy: { op: '<', value: 60_000 },
      unhealthy: { op: '>', value: 180_000 },
    },
  },
  levers: { add_worker: { title: 'Add a worker', action: 'Start another worker process' } },
  rules: {
    ingest_lag_high: {
      title: 'Ingest lags behind',
      metric: 'ingest_lag',
      stat: 'p95',
      condition: { op: '>', value: 120_000 },
      windowMs: 2 * MINUTE_MS,
      forMs: 5 * MINUTE_MS,
      severity: 'critical',
      channels: ['log', 'email', 'slack', 'pagerduty'],
      levers: ['add_worker'],
    },
  },
  dashboards: {
    overview: {
      title: 'Platform',
      rows: [
        [
          { kind: 'tile', title: 'Events ingested', metric: 'events_ingested', width: 3 },
          { kind: 'tile', title: 'Ingest lag p95', metric: 'ingest_lag', stat: 'p95', width: 3 },
          { kind: 'tile', title: 'Job failure rate', metric: 'job_failure_rate', width: 3 },
          { kind: 'tile', title: 'Database latency p95', metric: 'database_latency', stat: 'p95', width: 3 },
        ],
        [
          { kind: 'area', title: 'Events ingested', metric: 'events_ingested', width: 6 },
          { kind: 'line', title: 'Ingest lag p95', metric: 'ingest_lag', stat: 'p95', width: 6 },
        ],
        [
          { kind: 'line', title: 'Memory by process', metric: 'memory', breakdown: 'process', width: 4 },
          { kind: 'line', title: 'CPU by process', metric: 'cpu', breakdown: 'process', width: 4 },
          { kind: 'line', title: 'Job runs by job', metric: 'job_runs', breakdown: 'job', width: 4 },
        ],
        [
          { kind: 'slo', title: 'Ingest lag', of: 'ingest_lag', width: 3 },
          { kind: 'slo', title: 'Freshness', of: 'freshness', width: 3 },
          { kind: 'slo', title: 'Evaluation delay', of: 'evaluation_delay', width: 3 },
          { kind: 'slo', title: 'Critical delivery', of: 'critical_delivery', width: 3 },
        ],
        [
          { kind: 'line', title: 'Evaluation delay p95', metric: 'evaluation_delay', stat: 'p95', width: 4 },
          { kind: 'line', title: 'Delivery delay p95', metric: 'delivery_delay', stat: 'p95', width: 4 },
          { kind: 'health', title: 'Parts', width: 4 },
        ],
      ],
    },
  },
})
