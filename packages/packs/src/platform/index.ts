import { definePack } from '@tidemark/contracts'
import { databaseSample, ingestClaim, jobRun, processSample } from './events.ts'
import { metrics } from './metrics.ts'

export const platform = definePack({
  name: 'platform',
  title: 'Platform',
  version: '1.0.0',
  events: [jobRun, ingestClaim, processSample, databaseSample],
  metrics,
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
      ],
    },
  },
})
