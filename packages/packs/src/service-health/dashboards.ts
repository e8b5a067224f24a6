export const dashboards = {
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
      [
        { kind: 'tile', title: 'Uptime', metric: 'uptime', width: 3 },
        { kind: 'tile', title: 'Unknown', metric: 'unknown_share', width: 3 },
        { kind: 'tile', title: 'Errors', metric: 'reported_errors', width: 3 },
        { kind: 'tile', title: 'Alerts raised', metric: 'alerts_raised', width: 3 },
      ],
      [
        { kind: 'slo', title: 'Requests that succeed', of: 'requests_succeed', width: 4 },
        { kind: 'slo', title: 'Requests within 800 ms', of: 'requests_fast', width: 4 },
        { kind: 'health', title: 'Parts', width: 4 },
      ],
    ],
  },
  endpoints: {
    title: 'Endpoints',
    period: '24h',
    filters: ['route', 'method'],
    rows: [
      [
        { kind: 'table', title: 'Requests by endpoint', metric: 'requests', breakdown: 'route', width: 4 },
        { kind: 'table', title: 'Error rate by endpoint', metric: 'error_rate', breakdown: 'route', width: 4 },
        { kind: 'table', title: 'p95 by endpoint', metric: 'latency', stat: 'p95', breakdown: 'route', width: 4 },
      ],
      [{ kind: 'heatmap', title: 'Error rate by endpoint', metric: 'error_rate', breakdown: 'route', width: 12 }],
      [
        { kind: 'line', title: 'Errors by kind', metric: 'reported_errors', breakdown: 'kind', width: 6 },
        { kind: 'line', title: 'Client error rate', metric: 'client_error_rate', width: 6 },
      ],
    ],
  },
  database: {
    title: 'Database',
    period: '24h',
    rows: [
      [
        { kind: 'tile', title: 'Pool use', metric: 'pool_use', width: 3 },
        { kind: 'tile', title: 'Most waiting', metric: 'pool_waiting', stat: 'max', width: 3 },
        { kind: 'tile', title: 'Query latency p95', metric: 'query_latency', stat: 'p95', width: 3 },
        { kind: 'tile', title: 'Query failure rate', metric: 'query_failure_rate', width: 3 },
      ],
      [
        { kind: 'line', title: 'Pool use by pool', metric: 'pool_use', breakdown: 'pool', width: 6 },
        { kind: 'line', title: 'Query latency p99', metric: 'query_latency', stat: 'p99', width: 6 },
      ],
    ],
  },
  scraped: {
    title: 'Prometheus targets',
    period: '1h',
    filters: ['target', 'metric'],
    rows: [
      [
        { kind: 'line', title: 'Uptime by target', metric: 'uptime', breakdown: 'target', width: 6 },
        { kind: 'line', title: 'Rate by metric', metric: 'scraped_rate', breakdown: 'metric', width: 6 },
      ],
      [
        { kind: 'tile', title: 'Scraped error rate', metric: 'scraped_error_rate', width: 6 },
        { kind: 'tile', title: 'Scraped mean latency', metric: 'scraped_latency', width: 6 },
      ],
    ],
  },
} as const
