import { createHash, timingSafeEqual } from 'node:crypto'
import type { Pool } from '@tidemark/db'
import { sampleDatabase } from '@tidemark/metrics/self/index'
import { unauthenticated } from '@tidemark/platform'
import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { RequestFact } from '../http/request-facts.ts'

const BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const KEPT_MS = 1_000

// Sums over append-only counts: a job folds past hours into one row each, so there is little to add up.
const OUTCOMES = 'SELECT outcome, reason, sum(n)::float8 AS n FROM ingest_outcome GROUP BY outcome, reason'

export type PrometheusPage = {
  /** Counts a request; answers are quick and never throw. */
  record(fact: RequestFact): void
  /** The text format. Rejects when Postgres does not answer. */
  read(): Promise<string>
}

/** Tidemark's own numbers for Prometheus: requests of this process, and the inbox and its outcomes of all of them. */
export function createPrometheusPage(pool: Pool): PrometheusPage {
  const registers = [new Registry()]
  const [registry] = registers as [Registry]
  collectDefaultMetrics({ register: registry })
  const labelNames = ['method', 'route', 'status'] as const
  const requests = new Counter({
    name: 'tidemark_http_requests_total',
    help: 'Requests answered',
    labelNames,
    registers,
  })
  const seconds = new Histogram({
    name: 'tidemark_http_request_duration_seconds',
    help: 'How long requests took',
    labelNames: ['route'],
    buckets: BUCKETS_SECONDS,
    registers,
  })
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers })
  const depth = gauge('analytics_queue_depth', 'Accepted batches that wait to be folded')
  const age = gauge('tidemark_inbox_age_seconds', 'Age of the oldest batch that waits')
  const connections = gauge('tidemark_database_connections', 'Connections to the database')
  const latency = gauge('tidemark_database_latency_seconds', 'How long the cheapest statement took')
  const outcomes = new Gauge({
    name: 'tidemark_ingest_events',
    help: 'What became of events since the beginning',
    labelNames: ['outcome', 'reason'],
    registers,
  })
  const dropped = gauge('analytics_drop_total', 'Events that were refused since the beginning')

  async function look(): Promise<void> {
    const [sample, { rows }] = await Promise.all([
      sampleDatabase(pool),
      pool.query<{ outcome: string; reason: string; n: number }>(OUTCOMES),
    ])
    depth.set(sample.inbox_batches)
    age.set(sample.inbox_age / 1000)
    connections.set(sample.connections)
    latency.set(sample.latency / 1000)
    for (const { outcome, reason, n } of rows) outcomes.set({ outcome, reason }, n)
    dropped.set(rows.filter(({ outcome }) => outcome === 'rejected').reduce((sum, { n }) => sum + n, 0))
  }

  return {
    record({ method, route, status, durationMs }) {
      requests.inc({ method, route, status: String(status) })
      seconds.observe({ route }, durationMs / 1000)
    },
    async read() {
      await look()
      return registry.metrics()
    },
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** `/metrics`, for whoever brings the operator's token; without one there is no such page. Read at most once a second. */
export function registerPrometheusPage(app: FastifyInstance, page: PrometheusPage, token: string | undefined): void {
  if (token === undefined) return
  const expected = digest(`Bearer ${token}`)
  let last: { at: number; text: Promise<string> } | undefined
  app.get('/metrics', async (request, reply) => {
    if (!timingSafeEqual(digest(request.headers.authorization ?? ''), expected))
      throw unauthenticated('Send the header Authorization: Bearer <METRICS_TOKEN>.')
    const now = performance.now()
    if (last === undefined || now - last.at >= KEPT_MS) last = { at: now, text: page.read() }
    const text = await last.text
    return reply.header('cache-control', 'no-store').type('text/plain; version=0.0.4; charset=utf-8').send(text)
  })
}
