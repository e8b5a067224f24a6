import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { LiveHealth } from '@tidemark/contracts'
import { SELF_PROJECT } from '@tidemark/workspace'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPrometheusPage, type PrometheusPage, registerPrometheusPage } from '../src/ops/prometheus.ts'
import { createTargetReader } from '../src/ops/read-targets.ts'
import { startTestApp, type TestApp } from './test-app.ts'

const TOKEN = 'a token for Prometheus alone'
const OTHER = 'shop'
let app: TestApp
let target: Server
let viewer: string

beforeAll(async () => {
  target = createServer((_request, response) => response.end('db_pool_in_use 7\n'))
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(target.address() as AddressInfo).port}/metrics`
  const targets = [
    { name: 'shop', url },
    { name: 'dead', url: 'http://127.0.0.1:9/metrics' },
    { name: 'forbidden', url: 'http://10.255.255.1/metrics' },
  ]
  const readTargets = createTargetReader({ PROMETHEUS_TARGETS: targets, OUTBOUND_ALLOW: ['127.0.0.1'] })
  let page: PrometheusPage | undefined
  app = await startTestApp({
    readTargets,
    recordRequest: (fact) => page?.record(fact),
    prometheus: {
      token: TOKEN,
      page: {
        record: () => undefined,
        read: () => page!.read(),
      },
    },
  })
  page = createPrometheusPage(app.pools.query)
  await app.addProject(OTHER)
  viewer = await app.addPerson('vera', SELF_PROJECT)
})
afterAll(async () => {
  await new Promise((resolve) => target.close(resolve))
  await app.close()
})

describe('/metrics', () => {
  const read = (authorization?: string) =>
    app.http.inject({ url: '/metrics', headers: authorization === undefined ? {} : { authorization } })

  it('is for whoever brings the token [API-16 OBS-06]', async () => {
    expect((await read()).statusCode).toBe(401)
    expect((await read('Bearer something else')).statusCode).toBe(401)
    expect((await read(`Bearer ${TOKEN}`)).statusCode).toBe(200)
  })

  it('shows the door, the queue and what became of events [API-16 ING-06]', async () => {
    await app.prisma.$executeRaw`
      INSERT INTO ingest_outcome (project_id, hour, outcome, reason, n)
      SELECT id, date_trunc('hour', now()), o, r, n FROM project,
        (VALUES ('accepted', '', 7), ('rejected', 'invalid_value', 2)) AS v (o, r, n) WHERE slug = ${OTHER}`
    const fresh = await createPrometheusPage(app.pools.query).read()
    expect(fresh).toContain('analytics_queue_depth 0')
    expect(fresh).toContain('analytics_drop_total 2')
    expect(fresh).toContain('tidemark_ingest_events{outcome="accepted",reason=""} 7')
    const page = (await read(`Bearer ${TOKEN}`)).body
    expect(page).toMatch(/tidemark_http_requests_total\{method="POST",route="\/api\/auth\/\*",status="200"\} \d/)
    expect(page).toContain('process_cpu_seconds_total')
  })

  it('is not there without a token', async () => {
    const paths: string[] = []
    const http = { get: (path: string) => paths.push(path) } as unknown as TestApp['http']
    registerPrometheusPage(http, createPrometheusPage(app.pools.query), undefined)
    expect(paths).toEqual([])
  })
})

describe('health.realtime', () => {
  const ask = async (project: string, cookie: string) => {
    const response = await app.call('health.realtime', { input: { project }, cookie })
    return response.json<{ result: { data: LiveHealth } }>().result.data
  }

  it('says of each target whether it is up, down or unknown, with what it shows [API-16 KPI-17 T-63]', async () => {
    const { targets } = await ask(SELF_PROJECT, viewer)
    expect(targets).toMatchObject([
      { target: 'shop', state: 'up', series: [{ series: 'db_pool_in_use{}', value: 7 }], left: 0 },
      { target: 'dead', state: 'down' },
      { target: 'forbidden', state: 'unknown', reason: 'the name or address leads into a private network' },
    ])
  })

  it('tells other projects nothing of them [PLT-07]', async () => {
    expect((await ask(OTHER, await app.addPerson('olga', OTHER))).targets).toEqual([])
  })
})
