import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { event, type IngestApp, startIngestApp } from './ingest-app.ts'
import { codeOf } from './test-app.ts'

let app: IngestApp

beforeAll(async () => {
  app = await startIngestApp()
})
afterAll(() => app.close())

const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
const withProps = (props: string): string =>
  `{"events":[${JSON.stringify(event({ props: 0 })).replace('"props":0', `"props":${props}`)},${JSON.stringify(event())}]}`

describe('keys', () => {
  it.each([
    ['none', {}, 401],
    ['another scheme', { authorization: 'Basic abc' }, 401],
    ['an unknown key', { authorization: `Bearer tm_write_${'x'.repeat(43)}` }, 401],
    ['text that is no key', { authorization: 'Bearer __proto__' }, 401],
    ['a long text', { authorization: `Bearer ${'x'.repeat(8000)}` }, 401],
  ])('%s', async (_name, headers, status) => {
    const response = await app.send({ events: [event()] }, { authorization: undefined, ...headers })
    expect(response.statusCode).toBe(status)
    expect(codeOf(response)).toBe('unauthenticated')
  })

  it('that only read are refused', async () => {
    const authorization = `Bearer ${await app.addKey('main', 'read')}`
    expect((await app.send({ events: [event()] }, { authorization })).statusCode).toBe(403)
  })

  it('that are revoked are refused', async () => {
    const key = await app.addKey('main', 'write')
    await app.prisma.apiKey.updateMany({
      where: { revokedAt: null, name: 'write', prefix: key.slice(0, 12) },
      data: { revokedAt: new Date() },
    })
    expect((await app.send({ events: [event()] }, { authorization: `Bearer ${key}` })).statusCode).toBe(403)
    await app.prisma.apiKey.updateMany({ data: { revokedAt: null } })
  })

  it('in the address are refused with a hint and do not reach the log', async () => {
    const secret = `tm_write_${'s'.repeat(43)}`
    for (const query of [`key=${secret}`, `a=1&api_key=${secret}`, `x=${secret}`]) {
      const url = `/v1/events?${query}`
      const headers = { authorization: `Bearer ${app.key}` }
      const response = await app.http.inject({ method: 'POST', url, headers, payload: { events: [] } })
      expect(response.statusCode).toBe(401)
      expect(response.json().error.message).toContain('Authorization')
    }
    expect(app.logged()).not.toContain('sssss')
  })

  it('decide the project, whatever the body says', async () => {
    const response = await app.send({ projectId: 1, tenantId: 1, events: [event({ projectId: 1 })] })
    expect(response.statusCode).toBeLessThan(500)
    const other = await app.prisma.project.findUniqueOrThrow({ where: { slug: 'tidemark' } })
    expect(await app.prisma.inbox.count({ where: { projectId: other.id } })).toBe(0)
  })
})

describe('a batch', () => {
  it('is acknowledged after it is stored', async () => {
    const before = await app.prisma.inbox.count()
    const response = await app.send({ sentAt: new Date().toISOString(), events: [event(), event()] })
    expect(response.statusCode).toBe(202)
    expect(response.json()).toEqual({ accepted: 2, optedOut: 0, rejected: [] })
    expect(await app.prisma.inbox.count()).toBe(before + 1)
    expect(response.headers).toMatchObject({ 'access-control-allow-origin': '*' })
    expect(response.headers['access-control-allow-credentials']).toBeUndefined()
  })

  it('may be gzipped, once', async () => {
    const zipped = gzipSync(JSON.stringify({ events: [event()] }))
    expect((await app.send(zipped, { 'content-encoding': 'gzip' })).statusCode).toBe(202)
    for (const coding of ['gzip, gzip', 'br', 'deflate', 'gzip;q=1'])
      expect((await app.send(gzipSync(zipped), { 'content-encoding': coding })).statusCode).toBe(400)
    expect((await app.send('{"events":[]}', { 'content-encoding': 'gzip' })).statusCode).toBe(400)
    expect((await app.send(zipped.subarray(0, 20), { 'content-encoding': 'gzip' })).statusCode).toBe(400)
  })

  it('can be asked for by any site, without credentials', async () => {
    const headers = { origin: 'https://shop.example', 'access-control-request-method': 'POST' }
    const response = await app.http.inject({ method: 'OPTIONS', url: '/v1/events', headers })
    expect(response.statusCode).toBe(204)
    expect(response.headers['access-control-allow-origin']).toBe('*')
    expect(response.headers['access-control-allow-headers']).toContain('authorization')
    expect(response.headers['access-control-allow-credentials']).toBeUndefined()
  })
})

describe('A5: bodies that cannot be read are 400', () => {
  const good = JSON.stringify({ events: [event()] })
  it.each<[string, string | Buffer]>([
    ['truncated', good.slice(0, -3)],
    ['trailing garbage', `${good}x`],
    ['two documents', good + good],
    ['byte order mark', `\uFEFF${good}`],
    ['UTF-16', Buffer.from(good, 'utf16le')],
    ['Latin-1', Buffer.from(good.replace('/shop', '/caf\u00e9'), 'latin1')],
    ['empty', ''],
    ['null', 'null'],
    ['a list', `[${good}]`],
    ['a number', '1'],
    ['a text', '"events"'],
    ['no events', '{}'],
    ['events that are no list', '{"events":{"length":1}}'],
    ['sentAt that is no instant', '{"sentAt":"yesterday","events":[]}'],
    ['NaN', '{"events":[NaN]}'],
  ])('%s', async (_name, body) => {
    const response = await app.send(body)
    expect(response.statusCode).toBe(400)
    expect(codeOf(response)).toBe('invalid_input')
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
    'content type %j',
    async (type) => {
      const response = await app.send(good, { 'content-type': type === '' ? undefined : type })
      expect(response.statusCode).toBe(400)
    },
  )

  it('a key given twice counts once', async () => {
    const response = await app.send('{"events":[1],"events":[]}')
    expect(response.json()).toEqual({ accepted: 0, optedOut: 0, rejected: [] })
  })
})

describe('A6: what is too large is 413', () => {
  it('over 2 MiB, declared', async () => {
    const response = await app.send(Buffer.alloc(2 * 1024 * 1024 + 1, 0x20))
    expect(response.statusCode).toBe(413)
    expect(response.headers.connection).toBe('close')
  })

  it('over 1,000 events', async () => {
    expect((await app.send(`{"events":[${'1,'.repeat(1000)}1]}`)).statusCode).toBe(413)
    expect((await app.send(`{"events":[${'1,'.repeat(999)}1]}`)).statusCode).toBe(202)
  })

  it('a gzip bomb', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20))
    const before = process.memoryUsage().rss
    const response = await app.send(bomb, { 'content-encoding': 'gzip' })
    expect(response.statusCode).toBe(413)
    expect(process.memoryUsage().rss - before).toBeLessThan(20 * 1024 * 1024)
  })

  it('one event of 300 kB costs only itself', async () => {
    const response = await app.send({ events: [event({ props: { route: 'x'.repeat(300_000) } }), event()] })
    expect(response.json()).toMatchObject({ accepted: 1, rejected: [{ index: 0, code: 'too_large' }] })
  })

  it('200,000 keys do not break anything', async () => {
    const props = `{${Array.from({ length: 200_000 }, (_, i) => `"k${i}":1`).join(',')}}`
    const response = await app.send(withProps(props.slice(0, 1_900_000).replace(/,[^,]*$/, '}')))
    expect(response.statusCode).toBe(202)
    expect(response.json()).toMatchObject({ accepted: 1, rejected: [{ index: 0, code: 'too_large' }] })
  })
})

describe('A7 to A11: a bad event costs only itself', () => {
  it.each([33, 1_000, 5_000, 200_000])('%i levels deep', async (depth) => {
    const response = await app.send(withProps(nested(depth)))
    expect(response.json()).toMatchObject({ accepted: 1, rejected: [{ index: 0, code: 'too_deep' }] })
  })

  it('hostile keys and values stay inert', async () => {
    const hostile = [
      '{"__proto__":{"polluted":true},"method":"GET","route":"/","status":200}',
      '{"constructor":{"prototype":{"polluted":true}},"method":"GET","route":"/","status":200}',
      '{"a.__proto__.b":1,"toString":"x","hasOwnProperty":1,"__defineGetter__":1,"method":"GET","route":"/","status":200}',
      '{"method":"GET","route":"__proto__","status":200}',
      '"__proto__"',
    ]
    for (const props of hostile) {
      const response = await app.send(withProps(props))
      expect(response.statusCode).toBe(202)
      expect(response.json().accepted).toBeGreaterThanOrEqual(1)
    }
    for (const type of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      const response = await app.send({ events: [event({ type })] })
      expect(response.json()).toMatchObject({ accepted: 0, rejected: [{ code: 'unknown_event_type' }] })
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  it('strange texts are stored or refused, and their neighbours stored', async () => {
    for (const text of [
      '\\u0000',
      'a\\u0000b',
      '\\ud800',
      '\\udc00x',
      '\\ufffe',
      '\\u202e',
      `e${'\\u0301'.repeat(200)}`,
      '\\\\u0000',
    ])
      for (const body of [
        withProps(`{"method":"GET","route":"/${text}","status":200}`),
        withProps(`{"method":"GET","route":"/","status":200,"${text}":1}`),
        `{"events":[${JSON.stringify(event({ id: 0 })).replace('"id":0', `"id":"${text}"`)},${JSON.stringify(event())}]}`,
      ]) {
        const response = await app.send(body)
        expect(response.statusCode).toBe(202)
        const { accepted, rejected } = response.json()
        expect(accepted + rejected.length).toBe(2)
        expect(accepted).toBeGreaterThanOrEqual(1)
      }
  })

  it.each(['1e400', '-1e400', '"Infinity"', '"NaN"', 'true', '[]', '{}', '""'])('%s is no number', async (number) => {
    const response = await app.send(withProps(`{"method":"GET","route":"/","status":200,"duration":${number}}`))
    const { accepted, rejected } = response.json()
    expect(accepted).toBe(1)
    expect(rejected).toMatchObject([{ index: 0, path: 'props.duration' }])
  })

  it.each([
    '9999-12-31T23:59:59Z',
    '0000-01-01T00:00:00Z',
    '+010000-01-01T00:00:00Z',
    '-271821-04-20T00:00:00Z',
    '2024-02-30T00:00:00Z',
    '2024-12-31T23:59:60Z',
    '2024-01-01T24:00:60Z',
    '1',
    'infinity',
    'now',
    '',
    1e12,
    1e15,
    -1,
    null,
    undefined,
    {},
  ])('ts %j', async (ts) => {
    const response = await app.send({ events: [event({ ts }), event()] })
    expect(response.statusCode).toBe(202)
    expect(response.json()).toMatchObject({ accepted: 1, rejected: [{ index: 0 }] })
  })
})

describe('A12: the same batch again', () => {
  it('is accepted each time, also in parallel and by another project', async () => {
    const batch = { events: [event({ id: 'twice' }), event({ id: 'twice' })] }
    const authorization = `Bearer ${await app.addKey('tidemark', 'write')}`
    const answers = await Promise.all([
      app.send(batch),
      app.send(batch),
      app.send(batch),
      app.send(batch, { authorization }),
    ])
    for (const answer of answers) expect(answer.json()).toEqual({ accepted: 2, optedOut: 0, rejected: [] })
  })
})

describe('the books', () => {
  it('balance: everything received has one outcome so far', async () => {
    const outcomes = await app.outcomes()
    const rejected = Object.entries(outcomes).filter(([name]) => name.startsWith('rejected:'))
    const dead = await app.prisma.eventRejected.count()
    expect(rejected.reduce((sum, [, n]) => sum + n, 0)).toBe(dead)
    expect(outcomes.received).toBeGreaterThan(dead)
  })
})
