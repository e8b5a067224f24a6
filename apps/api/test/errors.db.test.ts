import assert from 'node:assert/strict'
import { createPools, createPrisma } from '@tidemark/db'
import { forbidden } from '@tidemark/platform'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createFakeMetrics } from './fake-metrics.ts'
import { codeOf, startTestApp, type TestApp } from './test-app.ts'

const CANARY = 'canary-4711'

let app: TestApp
let cookie: string
let fail: () => unknown

beforeAll(async () => {
  const metrics = createFakeMetrics()
  app = await startTestApp({
    metrics: { ...metrics, summariseRejected: async () => fail() as never },
    accept: async () => fail() as never,
  })
  cookie = await app.addPerson('ada', 'main', 'admin')
})
afterAll(() => app.close())

const LEAKS = new RegExp(
  `${CANARY}|prisma|select |at .*\\.ts|node_modules|/work|api_key|\\brelation|zod|stack|assert`,
  'i',
)

const FAILURES: Record<string, () => unknown> = {
  'a Prisma error': () => app.prisma.$queryRaw`SELECT ${CANARY} FROM no_such_table`,
  'a Prisma validation error': () => app.prisma.user.findUnique({ where: { [CANARY]: 1 } as never }),
  'a database error': () => app.pools.query.query(`SELECT '${CANARY}' FROM no_such_table`),
  'a zod error': () => z.strictObject({}).parse({ [CANARY]: 1 }),
  'an assertion': () => assert.equal(CANARY, 'other'),
  'a plain error': () => {
    throw new Error(`${CANARY} at postgres://app:secret@db/x`)
  },
  'something that is no error': () => {
    throw { message: CANARY, code: CANARY, statusCode: 418 }
  },
  'an error with a cause': () => {
    throw new TypeError('outer', { cause: new Error(CANARY) })
  },
}

describe.each(Object.entries(FAILURES))('%s', (_name, failure) => {
  it('leaves a call as a code and a correlation id', async () => {
    fail = failure
    const response = await app.call('rejected.summary', { input: { project: 'main' }, cookie })
    expect(response.statusCode).toBe(500)
    expect(codeOf(response)).toBe('internal')
    expect(response.body).not.toMatch(LEAKS)
    const { error } = response.json()
    expect(Object.keys(error).sort()).toEqual(['code', 'data', 'message'])
    expect(error.data).toEqual({
      code: 'internal',
      httpStatus: 500,
      correlationId: response.headers['x-correlation-id'],
    })
    expect(app.logged()).toContain(String(error.data.correlationId))
  })

  it('leaves a route as a code and a correlation id', async () => {
    fail = failure
    const response = await app.http.inject({
      method: 'POST',
      url: '/v1/events',
      headers: { authorization: `Bearer ${await app.addKey('main', 'write')}` },
      payload: { events: [] },
    })
    expect(response.statusCode).toBe(500)
    expect(response.body).not.toMatch(LEAKS)
    const correlationId = response.headers['x-correlation-id']
    expect(response.json()).toEqual({ error: { code: 'internal', message: expect.any(String), correlationId } })
  })
})

describe('errors of our own', () => {
  it('keep their message and nothing of their cause', async () => {
    fail = () => {
      throw forbidden('Ask an admin.', { cause: new Error(CANARY), details: { needed: 'admin' } })
    }
    const response = await app.call('rejected.summary', { input: { project: 'main' }, cookie })
    expect(response.statusCode).toBe(403)
    expect(response.json().error).toMatchObject({
      message: 'Ask an admin.',
      data: { code: 'forbidden', details: { needed: 'admin' } },
    })
    expect(response.body).not.toContain(CANARY)
  })

  it('of answers that do not fit their schema say nothing', async () => {
    fail = () => [{ reason: CANARY, n: 'many', [CANARY]: 1 }]
    const response = await app.call('rejected.summary', { input: { project: 'main' }, cookie })
    expect(response.statusCode).toBe(500)
    expect(response.body).not.toMatch(LEAKS)
  })
})

describe('unreadable requests', () => {
  it.each([
    ['a procedure that does not exist', { url: '/trpc/no.such' }, 404, 'not_found'],
    ['input that is not JSON', { url: '/trpc/session.me?input=%7Bx' }, 400, 'invalid_input'],
    ['a prototype as procedure', { url: '/trpc/__proto__' }, 404, 'not_found'],
    ['a path of ours that does not exist', { url: '/v1/nothing' }, 404, 'not_found'],
    ['a page while the web app is not built', { url: '/explore' }, 503, undefined],
    ['TRACE', { url: '/live', method: 'TRACE' }, 404, 'not_found'],
  ] as const)('%s', async (_name, request, status, code) => {
    const response = await app.http.inject({ headers: { cookie }, ...request } as never)
    expect(response.statusCode).toBe(status)
    if (code !== undefined) expect(codeOf(response)).toBe(code)
    expect(response.headers['x-content-type-options']).toBe('nosniff')
    expect(response.headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(response.headers['referrer-policy']).toBe('same-origin')
    expect(response.body).not.toMatch(/node_modules|\.ts:/)
  })

  it('echo a correlation id only where it is harmless', async () => {
    const ask = async (id: string) =>
      (await app.http.inject({ url: '/live', headers: { 'x-correlation-id': id } })).headers['x-correlation-id']
    expect(await ask('trace-12345')).toBe('trace-12345')
    expect(await ask('a\u0001{"level":"fake"}')).not.toContain('fake')
  })
})

describe('a database that cannot be asked', () => {
  it('is 503, never an open door', async () => {
    const nowhere = 'postgresql://nobody@127.0.0.1:9/none'
    const prisma = createPrisma(nowhere)
    const pools = createPools({ url: nowhere })
    const down = await startTestApp({ prisma, pools })
    const headers = { authorization: `Bearer ${await app.addKey('main', 'write')}` }
    const answers = await Promise.all([
      down.http.inject({ url: '/ready' }),
      down.http.inject({ method: 'POST', url: '/v1/events', headers, payload: { events: [] } }),
      down.call('session.me', { cookie }),
    ])
    for (const answer of answers) {
      expect(answer.statusCode).toBe(503)
      expect(answer.headers['retry-after']).toBeDefined()
      expect(answer.body).not.toMatch(/ECONN|127\.0|nobody/)
    }
    expect((await down.http.inject({ url: '/live' })).statusCode).toBe(200)
    await Promise.all([down.close(), prisma.$disconnect(), pools.close()])
  })
})
