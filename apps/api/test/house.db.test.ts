import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { uuidv7 } from '@tidemark/platform'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RequestFact } from '../src/http/request-facts.ts'
import { startTestApp, type TestApp } from './test-app.ts'

const HANDLER = `export const handler = (request, response, next) => {
  if (request.url === '/missing') return next()
  if (request.url === '/broken') return next(new Error('secret of the page'))
  response.setHeader('content-security-policy', "script-src 'nonce-x'")
  response.setHeader('content-type', 'text/html')
  response.end('<p>page ' + request.url + '</p>')
}`

let folder: string
let app: TestApp
const facts: RequestFact[] = []
let closing = false

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-web-'))
  const webHandler = join(folder, 'handler.mjs')
  await writeFile(webHandler, HANDLER)
  app = await startTestApp({ webHandler, recordRequest: (fact) => void facts.push(fact), isClosing: () => closing })
})
afterAll(async () => {
  await app.close()
  await rm(folder, { recursive: true })
})

describe('the one origin', () => {
  it('gives pages to the web app, with its own script policy and our other headers', async () => {
    const response = await app.http.inject({ url: '/explore?x=1' })
    expect(response.body).toBe('<p>page /explore?x=1</p>')
    expect(response.headers['content-security-policy']).toBe("script-src 'nonce-x'")
    expect(response.headers['x-frame-options']).toBe('DENY')
    expect(response.headers['x-correlation-id']).toBeDefined()
  })

  it('keeps what is ours', async () => {
    for (const url of ['/v1/x', '/trpc', '/api/x', '/socket.io', '/ops/x', '/live/x', '/ready/x']) {
      const response = await app.http.inject({ url })
      expect(response.statusCode).toBeGreaterThanOrEqual(400)
      expect(response.body).not.toContain('page')
    }
    expect((await app.http.inject({ method: 'POST', url: '/explore' })).statusCode).toBe(404)
  })

  it('tells nothing of a page that fails', async () => {
    expect((await app.http.inject({ url: '/missing' })).statusCode).toBe(404)
    const broken = await app.http.inject({ url: '/broken' })
    expect(broken.statusCode).toBe(500)
    expect(broken.body).not.toContain('secret')
  })
})

describe('own telemetry', () => {
  it('names routes by pattern and leaves out health and static files', async () => {
    facts.length = 0
    const cookie = await app.addPerson('ada', 'main')
    for (const url of ['/live', '/ready', '/_app/immutable/x.js', '/favicon.svg', '/some/page/42'])
      await app.http.inject({ url })
    await app.call('session.me', { cookie })
    await app.http.inject({ url: '/trpc/session.me,project.list?batch=1&input=%7B%7D', headers: { cookie } })
    await app.http.inject({ url: '/trpc/<script>' })
    await app.http.inject({ method: 'POST', url: '/v1/events', payload: {} })
    expect(facts.map(({ method, route, status }) => `${method} ${route} ${status}`)).toEqual([
      'POST /api/auth/* 200',
      'GET /(page) 200',
      'GET /trpc/session.me 200',
      'GET /trpc/(batch) 200',
      'GET /trpc/(batch) 404',
      'POST /v1/events 401',
    ])
    for (const fact of facts) expect(fact.durationMs).toBeGreaterThanOrEqual(0)
  })
})

describe('health', () => {
  it('tells the lag of the inbox', async () => {
    const { id } = await app.prisma.project.findUniqueOrThrow({ where: { slug: 'main' } })
    const before = await app.http.inject({ url: '/ready' })
    expect(before.json()).toEqual({ status: 'ready', ingestLagMs: 0, evaluationsStale: false })
    await app.pools.ingest.query(
      `INSERT INTO inbox (project_id, received_at, payload) VALUES ($1, now() - interval '5 s', '')`,
      [id],
    )
    const late = await startTestApp({ pools: app.pools })
    const { ingestLagMs } = (await late.http.inject({ url: '/ready' })).json()
    expect(ingestLagMs).toBeGreaterThanOrEqual(5_000)
    await late.close()
  })

  it('tells when nobody evaluates the alert rules any more', async () => {
    const { id: projectId } = await app.prisma.project.findUniqueOrThrow({ where: { slug: 'main' } })
    const timing = { forSeconds: 0, keepFiringForSeconds: 0, intervalSeconds: 60, cooldownSeconds: 0, minSamples: 1 }
    const rule = { projectId, name: 'r', condition: {}, enabled: true, ...timing }
    const ago = (seconds: number) => new Date(Date.now() - seconds * 1000)
    const { id } = await app.prisma.alertRule.create({ data: { id: uuidv7(), ...rule, lastEvaluatedAt: ago(120) } })
    const isStale = async () => {
      const fresh = await startTestApp({ pools: app.pools })
      const { evaluationsStale } = (await fresh.http.inject({ url: '/ready' })).json()
      await fresh.close()
      return evaluationsStale
    }
    expect(await isStale()).toBe(false)
    await app.prisma.alertRule.update({ where: { id }, data: { lastEvaluatedAt: ago(200) } })
    expect(await isStale()).toBe(true)
    await app.prisma.alertRule.update({ where: { id }, data: { enabled: false } })
    expect(await isStale()).toBe(false)
  })

  it('stays alive but takes no work while stopping', async () => {
    closing = true
    const [live, ready, events] = await Promise.all([
      app.http.inject({ url: '/live' }),
      app.http.inject({ url: '/ready' }),
      app.http.inject({ method: 'POST', url: '/v1/events', payload: {} }),
    ])
    closing = false
    expect([live, ready, events].map(({ statusCode }) => statusCode)).toEqual([200, 503, 503])
    expect(events.headers['retry-after']).toBeDefined()
  })
})

describe('the queue console', () => {
  it('is for admins of the organization, to look at', async () => {
    const viewer = await app.addPerson('viewer', 'main', 'admin')
    const ask = (cookie?: string, method: 'GET' | 'PUT' = 'GET', path = '') =>
      app.http.inject({ method, url: `/ops/queues${path}`, headers: cookie === undefined ? {} : { cookie } })
    expect((await ask()).statusCode).toBe(401)
    expect((await ask(viewer)).statusCode).toBe(403)
    const user = await app.prisma.user.findUniqueOrThrow({ where: { email: 'viewer@example.com' } })
    const organization = await app.prisma.organization.findFirstOrThrow()
    await app.prisma.member.create({
      data: { id: 'm', userId: user.id, organizationId: organization.id, role: 'admin' },
    })
    expect((await ask(viewer)).statusCode).toBe(200)
    expect((await ask(viewer, 'PUT', '/api/queues/ingest/pause')).statusCode).toBe(403)
  })
})

describe('refusals', () => {
  it('leave one audit row each', async () => {
    const count = (action: string) => app.prisma.audit.count({ where: { action } })
    const cookie = await app.addPerson('eve', 'main', 'viewer')
    await app.call('apiKey.create', { input: { project: 'main', name: 'k', kind: 'write' }, change: true, cookie })
    expect(await count('access.refuse')).toBe(1)
    await app.login('eve@example.com', 'wrong password')
    expect(await count('session.refuse')).toBe(1)
    const row = await app.prisma.audit.findFirstOrThrow({ where: { action: 'session.refuse' } })
    expect(JSON.stringify(row.details)).not.toContain('eve')
  })
})
