import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serviceHealth } from '@tidemark/packs/service-health/index'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createWorld, type World } from '../../test/world.ts'
import { drainInbox } from '../ingest/drain-inbox.ts'
import { readLive } from './read-live.ts'
import { createTargetClient } from './read-target.ts'
import { type ScrapeContext, scrapeTarget } from './scrape-target.ts'

let world: World
let server: Server
let context: ScrapeContext
let now = Date.now()
let requests = 100
let hangs = false
const target = { name: 'shop', url: '' }

const settings = (allow: string[]) => ({ OUTBOUND_ALLOW: allow, PROMETHEUS_TARGETS: [target] })
const scrape = (over: Partial<ScrapeContext> = {}) => {
  now += 15_000
  return scrapeTarget({ ...context, ...over }, world.project, target)
}
async function stored(type: string) {
  await drainInbox(world.context, { budgetMs: 10_000, concurrency: 1 })
  const { rows } = await world.pools.work.query<{ dims: Record<string, string>; increase: number | null }>(
    `SELECT d.dims, e.measures[slot.slot + 1] AS increase FROM event e JOIN dimension_set d ON d.id = e.dimension_set_id
     LEFT JOIN measure_slot slot ON slot.event_type = d.event_type AND slot.measure = 'increase'
     WHERE d.event_type = $1 ORDER BY e.bucketed_at, e.id`,
    [type],
  )
  return rows
}

beforeAll(async () => {
  world = await createWorld({ packs: [serviceHealth], clock: () => now })
  server = createServer((_request, response) => {
    if (!hangs) response.end(`# TYPE http_requests_total counter\nhttp_requests_total{route="/a"} ${requests}\n`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  target.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`
  context = {
    pool: world.pools.work,
    door: world.door,
    http: createTargetClient(settings(['127.0.0.1']), 2_000),
    clock: () => now,
    types: { check: 'health_check', sample: 'prometheus_sample' },
  }
})
afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await world.close()
})

test('what is scraped goes through the door, exactly once though the process dies in between [API-16 KPI-17 T-24]', async () => {
  expect(await scrape()).toMatchObject({ state: 'up', reason: null })
  requests = 130
  const lost = new Error('killed after the door, before the note')
  const dying = {
    query: (text: string, values: unknown[]) =>
      text.includes('SET settled') ? Promise.reject(lost) : world.pools.work.query(text, values),
  }
  await expect(scrape({ pool: dying as ScrapeContext['pool'] })).rejects.toBe(lost)
  requests = 135
  expect(await scrape()).toMatchObject({ state: 'up' })
  expect((await stored('prometheus_sample')).map(({ increase }) => increase)).toEqual([30, 5])
  expect((await stored('health_check')).map(({ dims }) => dims.state)).toEqual(['up', 'up', 'up'])
})

test('of two processes at the same time one tells [API-16]', async () => {
  requests = 145
  now += 15_000
  const both = await Promise.all(
    [1, 2].map((late) => scrapeTarget({ ...context, clock: () => now + late }, world.project, target)),
  )
  expect(both.filter((reading) => reading !== null).length).toBeGreaterThanOrEqual(1)
  const total = (await stored('prometheus_sample')).reduce((sum, { increase }) => sum + (increase ?? 0), 0)
  expect(total).toBe(45)
})

test('a private target that nobody allowed is not asked, and unknown [KPI-17 T-63]', async () => {
  const reading = await scrape({ http: createTargetClient(settings([]), 2_000) })
  expect(reading).toMatchObject({ state: 'unknown', reason: 'the name or address leads into a private network' })
})

test('pages are answered at once: what hangs is unknown, what nobody serves is down [API-16 KPI-17]', async () => {
  hangs = true
  const dead = { name: 'dead', url: 'http://127.0.0.1:9/metrics' }
  const http = createTargetClient({ OUTBOUND_ALLOW: ['127.0.0.1'], PROMETHEUS_TARGETS: [target, dead] }, 100)
  const { targets } = await readLive([target, dead], { http, clock: () => now })
  expect(targets.map(({ target: name, state }) => [name, state])).toEqual([
    ['shop', 'unknown'],
    ['dead', 'down'],
  ])
  hangs = false
  const patient = createTargetClient(settings(['127.0.0.1']), 2_000)
  const live = await readLive([target], { http: patient, clock: () => now })
  expect(live.targets[0]).toMatchObject({
    state: 'up',
    series: [{ series: 'http_requests_total{route="/a"}', value: requests }],
  })
})
