import { createRandom, type Random } from '../seeded/random.ts'
import { createStory, type Story } from '../seeded/story.ts'
import {
  alertEvent,
  apiRequest,
  databaseQuery,
  errorEvent,
  healthCheck,
  poolSample,
  prometheusSample,
} from './events.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60_000
const POOL = 20
const CLIENTS = 400
const MAINTENANCE_HOUR = 3
const ERROR_KINDS = ['timeout', 'pool_exhausted', 'upstream_unavailable'] as const
const TARGETS = ['shop-api', 'search', 'payments'] as const

/** Endpoints of the made-up service: their share of the traffic, how long they take (ms) and how many bytes they send. */
const ROUTES = [
  { method: 'GET', route: '/products', share: 0.4, medianMs: 60, bytes: 24_000, query: 'read' },
  { method: 'GET', route: '/products/:id', share: 0.3, medianMs: 40, bytes: 9_000, query: 'read' },
  { method: 'GET', route: '/cart', share: 0.15, medianMs: 35, bytes: 3_000, query: 'read' },
  { method: 'POST', route: '/cart', share: 0.08, medianMs: 70, bytes: 800, query: 'write' },
  { method: 'POST', route: '/checkout', share: 0.07, medianMs: 180, bytes: 1_500, query: 'write' },
] as const

/** What a full connection pool does. */
const TROUBLE = { failure: 0.2, slower: 12, queries: 60 }
const FAILURE = 0.0003

function pickRoute(random: Random): (typeof ROUTES)[number] {
  let left = random.uniform()
  for (const route of ROUTES) {
    left -= route.share
    if (left < 0) return route
  }
  return ROUTES[0]
}

/** One request with the query behind it, and the error that it may end in. */
export function makeRequest(at: number, troubled: boolean, random: Random): Story['events'] {
  const story = createStory(random, { actor: `client-${Math.floor(random.uniform() * CLIENTS)}` })
  const { method, route, medianMs, bytes, query } = pickRoute(random)
  const fails = random.chance(troubled ? TROUBLE.failure : FAILURE)
  const usual = fails ? 503 : random.chance(0.02) ? 404 : 200
  const duration = Math.round(random.logNormal(medianMs * (troubled ? TROUBLE.slower : 1), 0.5))
  story.tell(apiRequest, at, {
    method,
    route,
    status: usual,
    duration,
    bytes: Math.round(random.logNormal(fails ? 200 : bytes, 0.3)),
  })
  const queryMs = Math.round(random.logNormal(12 * (troubled ? TROUBLE.queries : 1), 0.6))
  story.tell(databaseQuery, at, {
    database: 'shop',
    operation: query,
    outcome: fails && random.chance(0.5) ? 'failed' : 'ok',
    duration: queryMs,
  })
  if (fails || random.chance(0.01))
    story.tell(errorEvent, at, { service: 'shop-api', kind: random.pick(ERROR_KINDS), handled: !fails })
  return story.events
}

function stateOf(target: string, ts: number, troubled: boolean, random: Random) {
  const date = new Date(ts)
  if (target === 'search' && date.getUTCHours() === MAINTENANCE_HOUR && date.getUTCMinutes() < 5) return 'maintenance'
  if (random.chance(0.005)) return 'unknown'
  return troubled && target === 'shop-api' && random.chance(0.8) ? 'down' : 'up'
}

/** What a look at everything finds each minute: three checks of each target, two pools, one scrape, an alert at times. */
export function lookAround(seed: string, minute: number, isTroubled: (ts: number) => boolean): Story['events'] {
  const random = createRandom(seed, 'looks', minute)
  const start = minute * MINUTE_MS
  const story = createStory(random)
  for (let second = 0; second < 60; second += 20)
    for (const target of TARGETS) {
      const ts = start + second * SECOND_MS
      const state = stateOf(target, ts, isTroubled(ts), random)
      const latency = Math.round(random.logNormal(20, 0.4))
      story.tell(healthCheck, ts, state === 'up' ? { target, state, latency } : { target, state })
    }
  for (const pool of ['web', 'jobs']) {
    const full = isTroubled(start) && pool === 'web'
    const inUse = full ? POOL : 2 + Math.floor(random.uniform() * 8)
    const waiting = full ? 10 + Math.floor(random.uniform() * 30) : 0
    story.tell(poolSample, start, { pool, size: POOL, in_use: inUse, waiting })
  }
  if (random.chance(isTroubled(start) ? 0.4 : 0.004))
    story.tell(alertEvent, start, { rule: 'checkout_slow', severity: random.chance(0.5) ? 'warning' : 'critical' })
  scrape(story, start, isTroubled(start), random)
  return story.events
}

function scrape(story: Story, ts: number, troubled: boolean, random: Random): void {
  const target = 'shop-api'
  const requests = random.poisson(20)
  const failed = troubled ? random.poisson(4) : 0
  const counter = (metric: string, increase: number, more: { status?: string; le?: string; labels?: string } = {}) =>
    story.tell(prometheusSample, ts, { target, metric, increase, seconds: 60, ...more })
  counter('http_requests_total', requests, { status: '200', labels: 'status="200"' })
  counter('http_requests_total', failed, { status: '503', labels: 'status="503"' })
  counter('http_request_duration_seconds_count', requests + failed)
  counter(
    'http_request_duration_seconds_sum',
    Math.round(1000 * random.logNormal((requests + 1) * (troubled ? 1 : 0.08), 0.2)) / 1000,
  )
  story.tell(prometheusSample, ts, {
    target,
    metric: 'process_resident_memory_bytes',
    value: Math.round(random.logNormal(2e8, 0.05)),
  })
}
