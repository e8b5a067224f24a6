import { defineEvent, flag, measure, oneOf, text, whole } from '@tidemark/contracts'

export const apiRequest = defineEvent({
  type: 'api_request',
  title: 'API request',
  dimensions: {
    method: oneOf(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT', 'OTHER'], {
      title: 'Method',
    }),
    route: text({ title: 'Route', budget: 2000 }),
    status: whole({ title: 'Status', min: 100, max: 599 }),
  },
  measures: {
    duration: measure({ title: 'Duration', unit: 'ms', optional: true, min: 0 }),
    bytes: measure({ title: 'Bytes sent', unit: 'bytes', optional: true, min: 0, integer: true }),
  },
})

/** An error that somebody should know of, whether or not it failed a request. */
export const errorEvent = defineEvent({
  type: 'error',
  title: 'Error',
  dimensions: {
    service: text({ title: 'Service', budget: 200 }),
    kind: text({ title: 'Kind', budget: 200 }),
    handled: flag({ title: 'Handled' }),
  },
  measures: {},
})

/** An alert that another system raised. */
export const alertEvent = defineEvent({
  type: 'alert',
  title: 'Alert',
  dimensions: {
    rule: text({ title: 'Rule', budget: 500 }),
    severity: oneOf(['info', 'warning', 'critical', 'emergency'], { title: 'Severity' }),
  },
  measures: {},
})

/**
 * A look at whether something works. `unknown`: nobody could tell, as when the look itself failed; `maintenance`: it was
 * taken down on purpose. Neither is up or down.
 */
export const healthCheck = defineEvent({
  type: 'health_check',
  title: 'Health check',
  dimensions: {
    target: text({ title: 'Target', budget: 200 }),
    state: oneOf(['up', 'down', 'unknown', 'maintenance'], { title: 'State' }),
  },
  measures: { latency: measure({ title: 'Latency', unit: 'ms', optional: true, min: 0 }) },
})

/** A look at a pool of database connections. */
export const poolSample = defineEvent({
  type: 'pool_sample',
  title: 'Connection pool sample',
  dimensions: { pool: text({ title: 'Pool', budget: 100 }) },
  measures: {
    size: measure({ title: 'Size', unit: 'count', min: 0, integer: true }),
    in_use: measure({ title: 'In use', unit: 'count', min: 0, integer: true }),
    waiting: measure({ title: 'Waiting', unit: 'count', min: 0, integer: true }),
  },
})

export const databaseQuery = defineEvent({
  type: 'database_query',
  title: 'Database query',
  dimensions: {
    database: text({ title: 'Database', budget: 100 }),
    operation: oneOf(['read', 'write', 'other'], { title: 'Operation' }),
    outcome: oneOf(['ok', 'failed'], { title: 'Outcome' }),
  },
  measures: { duration: measure({ title: 'Duration', unit: 'ms', min: 0 }) },
})

/**
 * What one series of a scraped target did between two scrapes. A counter tells its increase over so many seconds, a gauge
 * its value; a bucket of a histogram is a counter of its own with its bound in `le`.
 */
export const prometheusSample = defineEvent({
  type: 'prometheus_sample',
  title: 'Prometheus sample',
  dimensions: {
    target: text({ title: 'Target', budget: 100 }),
    metric: text({ title: 'Metric', budget: 1000 }),
    labels: text({ title: 'Labels', budget: 5000, optional: true }),
    route: text({ title: 'Route', budget: 1000, optional: true }),
    status: text({ title: 'Status', budget: 100, optional: true }),
    le: text({ title: 'At most', budget: 200, optional: true }),
  },
  measures: {
    value: measure({ title: 'Value', unit: 'count', optional: true }),
    increase: measure({ title: 'Increase', unit: 'count', optional: true, min: 0 }),
    seconds: measure({ title: 'Seconds', unit: 'count', optional: true, min: 0 }),
  },
})

export const events = [
  apiRequest,
  errorEvent,
  alertEvent,
  healthCheck,
  poolSample,
  databaseQuery,
  prometheusSample,
] as const
