import { definePack } from '@tidemark/contracts'
import { apiRequest } from './events.ts'
import { metrics } from './metrics.ts'

export const serviceHealth = definePack({
  name: 'service-health',
  title: 'Service health',
  version: '1.0.0',
  events: [apiRequest],
  metrics,
  dashboards: {
    overview: {
      title: 'Service health',
      rows: [
        [
          { kind: 'tile', title: 'Requests', metric: 'requests', width: 3 },
          { kind: 'tile', title: 'Error rate', metric: 'error_rate', width: 3 },
          { kind: 'tile', title: 'Latency p95', metric: 'latency', stat: 'p95', width: 3 },
          { kind: 'tile', title: 'Traffic', metric: 'traffic', width: 3 },
        ],
        [
          { kind: 'line', title: 'Requests by status', metric: 'requests', breakdown: 'status', width: 6 },
          { kind: 'line', title: 'Latency p95 by route', metric: 'latency', stat: 'p95', breakdown: 'route', width: 6 },
        ],
      ],
    },
  },
})
