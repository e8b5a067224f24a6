import { count, distinct, distribution, mean, part, ratio, sum } from '@tidemark/contracts'
import {
  alertEvent,
  apiRequest,
  databaseQuery,
  errorEvent,
  healthCheck,
  poolSample,
  prometheusSample,
} from './events.ts'

export const SERVER_ERRORS = Array.from({ length: 100 }, (_, i) => String(500 + i))
const CLIENT_ERRORS = Array.from({ length: 100 }, (_, i) => String(400 + i))
const TOLD = { state: ['up', 'down'] } as const
/** Counters of requests under the names that exporters use. */
const REQUEST_COUNTERS = [
  'http_requests_total',
  'http_server_requests_total',
  'http_request_duration_seconds_count',
  'http_server_requests_seconds_count',
  'tidemark_http_requests_total',
]
const REQUEST_SECONDS = ['http_request_duration_seconds_sum', 'http_server_requests_seconds_sum']
const TIMED_REQUESTS = ['http_request_duration_seconds_count', 'http_server_requests_seconds_count']

export const metrics = {
  requests: count({ of: apiRequest, title: 'Requests' }),
  errors: count({ of: apiRequest, where: { status: SERVER_ERRORS }, title: 'Server errors', better: 'lower' }),
  error_rate: ratio({
    of: part(apiRequest, { where: { status: SERVER_ERRORS } }),
    over: part(apiRequest),
    title: 'Error rate',
    description: 'Requests answered with a 5xx status over all requests',
    better: 'lower',
  }),
  client_error_rate: ratio({
    of: part(apiRequest, { where: { status: CLIENT_ERRORS } }),
    over: part(apiRequest),
    title: 'Client error rate',
    description: 'Requests answered with a 4xx status over all requests',
    better: 'lower',
  }),
  latency: distribution({ of: apiRequest, measure: 'duration', title: 'Latency', better: 'lower' }),
  traffic: sum({ of: apiRequest, measure: 'bytes', title: 'Traffic', description: 'Bytes sent in answers' }),
  clients: distinct({ of: apiRequest, unitOf: 'actor', title: 'Clients', description: 'Different clients' }),

  reported_errors: count({ of: errorEvent, title: 'Errors', better: 'lower', coveredBy: [apiRequest] }),
  unhandled_errors: count({
    of: errorEvent,
    where: { handled: 'false' },
    title: 'Unhandled errors',
    better: 'lower',
    coveredBy: [apiRequest],
  }),
  alerts_raised: count({ of: alertEvent, title: 'Alerts raised', better: 'lower', coveredBy: [apiRequest] }),

  health_checks: count({ of: healthCheck, title: 'Health checks' }),
  uptime: ratio({
    of: part(healthCheck, { where: { state: 'up' } }),
    over: part(healthCheck, { where: TOLD }),
    title: 'Uptime',
    description: 'Checks that said up over checks that said up or down; unknown and maintenance are in neither',
    better: 'higher',
  }),
  unknown_share: ratio({
    of: part(healthCheck, { where: { state: 'unknown' } }),
    over: part(healthCheck),
    title: 'Unknown',
    description: 'Checks that could not tell over all checks: that much of the time nobody knows',
    better: 'lower',
  }),
  maintenance_share: ratio({
    of: part(healthCheck, { where: { state: 'maintenance' } }),
    over: part(healthCheck),
    title: 'Maintenance',
    description: 'Checks while it was taken down on purpose over all checks',
  }),
  check_latency: distribution({ of: healthCheck, measure: 'latency', title: 'Health check latency', better: 'lower' }),

  pool_size: mean({ of: poolSample, measure: 'size', title: 'Pool size' }),
  pool_in_use: distribution({ of: poolSample, measure: 'in_use', title: 'Connections in use', better: 'lower' }),
  pool_waiting: distribution({
    of: poolSample,
    measure: 'waiting',
    title: 'Waiting for a connection',
    better: 'lower',
  }),
  pool_use: ratio({
    of: part(poolSample, { measure: 'in_use' }),
    over: part(poolSample, { measure: 'size' }),
    title: 'Pool use',
    description: 'Connections in use over the size of the pool',
    better: 'lower',
  }),
  query_latency: distribution({ of: databaseQuery, measure: 'duration', title: 'Query latency', better: 'lower' }),
  queries: count({ of: databaseQuery, title: 'Queries' }),
  query_failure_rate: ratio({
    of: part(databaseQuery, { where: { outcome: 'failed' } }),
    over: part(databaseQuery),
    title: 'Query failure rate',
    better: 'lower',
  }),

  scraped_value: mean({
    of: prometheusSample,
    measure: 'value',
    title: 'Scraped gauge',
    description: 'Mean of scraped gauges: filter or break down by metric',
  }),
  scraped_increase: sum({
    of: prometheusSample,
    measure: 'increase',
    title: 'Scraped increase',
    description: 'How much scraped counters grew, restarts of the target included: filter or break down by metric',
    unit: 'count',
  }),
  scraped_rate: ratio({
    of: part(prometheusSample, { measure: 'increase' }),
    over: part(prometheusSample, { measure: 'seconds' }),
    title: 'Scraped rate',
    description: 'Increase per second and series of scraped counters: filter or break down by metric',
    unit: 'per_second',
  }),
  scraped_error_rate: ratio({
    of: part(prometheusSample, {
      measure: 'increase',
      where: { metric: REQUEST_COUNTERS, status: [...SERVER_ERRORS, '5xx'] },
    }),
    over: part(prometheusSample, { measure: 'increase', where: { metric: REQUEST_COUNTERS } }),
    title: 'Scraped error rate',
    description: 'Requests with a 5xx status over all requests, from scraped counters',
    better: 'lower',
  }),
  scraped_latency: ratio({
    of: part(prometheusSample, { measure: 'increase', where: { metric: REQUEST_SECONDS } }),
    over: part(prometheusSample, { measure: 'increase', where: { metric: TIMED_REQUESTS } }),
    title: 'Scraped mean latency',
    description: 'Seconds per request, from scraped histograms',
    unit: 'seconds',
    better: 'lower',
  }),
}
