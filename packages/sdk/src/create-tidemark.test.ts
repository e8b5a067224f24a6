import type { packs } from '@tidemark/packs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { acceptAll, FakeRuntime, status } from '../test/fake-runtime.ts'
import { createTidemark, type Report, type Stats, type TidemarkOptions } from './index.ts'

const ORDER = { country: 'France', product: 'P1', currency: 'EUR', cancelled: false, amount: 100, quantity: 1 }

function start(options: Partial<TidemarkOptions> = {}) {
  const runtime = new FakeRuntime()
  const reports: Report[] = []
  const client = createTidemark<typeof packs>({
    url: 'https://metrics.example.com/',
    writeKey: 'key',
    runtime,
    onReport: (report) => reports.push(report),
    ...options,
  })
  return { runtime, client, reports }
}

const drops = (stats: Stats) => Object.values(stats.dropped).reduce((sum, n) => sum + n, 0)
const idsOf = (runtime: FakeRuntime) => runtime.requests.map((request) => request.body.events.map((event) => event.id))

describe('batching', () => {
  test('events wait for company, then travel together with key and sentAt', async () => {
    const { runtime, client } = start()
    const first = client.track('order', ORDER)
    const second = client.track('api_request', { method: 'GET', route: '/', status: 200 }, { actor: 'a' })
    await runtime.pass(249)
    expect(runtime.requests).toHaveLength(0)
    await runtime.pass(1)
    expect(runtime.requests).toHaveLength(1)
    const [request] = runtime.requests
    expect(request?.url).toBe('https://metrics.example.com/v1/events')
    expect(request?.init.headers).toMatchObject({ authorization: 'Bearer key' })
    expect(request?.body.sentAt).toBe('2026-01-01T00:00:00.250Z')
    expect(request?.body.events).toEqual([
      { id: first, type: 'order', ts: '2026-01-01T00:00:00.000Z', props: ORDER },
      expect.objectContaining({ id: second, actor: 'a' }),
    ])
    expect(client.stats()).toMatchObject({ tracked: 2, accepted: 2, waiting: 0 })
  })

  test('a full batch leaves at once, and one request is open at a time', async () => {
    const { runtime, client } = start({ batchEvents: 2 })
    for (let i = 0; i < 5; i++) client.track('order', ORDER)
    expect(runtime.requests).toHaveLength(1)
    await runtime.pass(0)
    expect(runtime.requests.map((request) => request.body.events.length)).toEqual([2, 2])
    await runtime.pass(250)
    expect(runtime.requests.map((request) => request.body.events.length)).toEqual([2, 2, 1])
  })

  test('bytes fill a batch too', async () => {
    const { runtime, client } = start({ batchBytes: 65_536 })
    for (let i = 0; i < 5; i++) client.track('order', { ...ORDER, product: 'x'.repeat(20_000) })
    await runtime.pass(250)
    expect(runtime.requests.map((request) => request.body.events.length)).toEqual([3, 2])
  })
})

describe('retrying', () => {
  test('an unanswered batch is sent again with the same ids and a new sentAt', async () => {
    const { runtime, client, reports } = start()
    runtime.reply = () => Promise.reject(new TypeError('fetch failed'))
    client.track('order', ORDER)
    await runtime.pass(250)
    runtime.reply = acceptAll
    await runtime.pass(250)
    expect(idsOf(runtime)[0]).toEqual(idsOf(runtime)[1])
    expect(runtime.requests[1]?.body.sentAt).toBe('2026-01-01T00:00:00.500Z')
    expect(reports).toEqual([
      { kind: 'retry', attempt: 1, waitMs: 250, detail: 'TypeError' },
      { kind: 'accepted', events: 1 },
    ])
  })

  test('a server that says when is not asked sooner', async () => {
    const { runtime, client } = start()
    runtime.reply = status(503, { 'retry-after': '20' })
    client.track('order', ORDER)
    await runtime.pass(250)
    await runtime.pass(19_999)
    expect(runtime.requests).toHaveLength(1)
    runtime.reply = acceptAll
    await runtime.pass(20_000)
    expect(client.stats()).toMatchObject({ accepted: 1, waiting: 0 })
  })

  test('an attempt that hangs is given up and repeated', async () => {
    const { runtime, client } = start({ timeoutMs: 1_000 })
    runtime.reply = ({ init }) =>
      new Promise((_, reject) => init.signal?.addEventListener('abort', () => reject(new Error('aborted'))))
    client.track('order', ORDER)
    await runtime.pass(1_250)
    runtime.reply = acceptAll
    await runtime.pass(60_000)
    expect(client.stats()).toMatchObject({ accepted: 1, waiting: 0 })
  })

  test('a body that is too large is halved until only the culprit is dropped', async () => {
    const { runtime, client } = start()
    runtime.reply = (request) =>
      request.body.events.some((event) => JSON.stringify(event).includes('culprit'))
        ? status(413)()
        : acceptAll(request)
    for (const product of ['a', 'b', 'culprit', 'd', 'e']) client.track('order', { ...ORDER, product })
    await runtime.pass(5_000)
    expect(client.stats()).toMatchObject({ accepted: 4, dropped: { too_large: 1 }, waiting: 0 })
  })

  test('a refused key drops and says so', async () => {
    const { runtime, client, reports } = start()
    runtime.reply = status(401)
    client.track('order', ORDER)
    await runtime.pass(250)
    expect(reports).toEqual([{ kind: 'dropped', reason: 'refused', events: 1, detail: 'HTTP 401' }])
  })

  test("another server's 200 is no acknowledgement", async () => {
    const { runtime, client } = start()
    runtime.reply = () => new Response('<html>captive portal</html>')
    client.track('order', ORDER)
    await runtime.pass(250)
    expect(client.stats()).toMatchObject({ accepted: 0, waiting: 1 })
  })
})

test('rejections reach the host with their reason', async () => {
  const { runtime, client, reports } = start()
  const rejection = { index: 0, id: 'x', code: 'invalid_value', path: 'props.country', message: 'no' } as const
  runtime.reply = () => Response.json({ accepted: 1, optedOut: 1, rejected: [rejection] }, { status: 202 })
  for (let i = 0; i < 3; i++) client.track('order', ORDER)
  await runtime.pass(250)
  expect(reports).toContainEqual({ kind: 'rejected', rejections: [rejection] })
  expect(client.stats()).toMatchObject({ tracked: 3, accepted: 1, optedOut: 1, rejected: 1, waiting: 0 })
})

describe('the host is never harmed', () => {
  const circular: Record<string, unknown> = {}
  circular.self = circular
  const cases: [string, unknown, string][] = [
    ['a circular object', circular, 'unserialisable'],
    ['a BigInt', { amount: 1n }, 'unserialisable'],
    [
      'a throwing getter',
      Object.defineProperty({}, 'x', { enumerable: true, get: () => Reflect.get(null as never, 'x') }),
      'unserialisable',
    ],
    ['a revoked proxy', revokedProxy(), 'unserialisable'],
    ['5 MB of text', { product: 'x'.repeat(5_000_000) }, 'too_large'],
    ['32 kB of text that is longer in UTF-8', { product: '€'.repeat(12_000) }, 'too_large'],
  ]
  test.each(cases)('%s is dropped and counted', (_name, props, reason) => {
    const { client } = start()
    expect(client.track('order', props as never)).toBeUndefined()
    expect(client.stats().dropped).toMatchObject({ [reason]: 1 })
  })

  test('a time that is none and options that are none are dropped', () => {
    const { client } = start()
    client.track('order', ORDER, { ts: Number.NaN })
    client.track('order', ORDER, null as never)
    expect(client.stats().dropped.unserialisable).toBe(2)
  })

  test('a listener that throws is ignored', async () => {
    const { runtime, client } = start({
      onReport: () => {
        throw new Error('host bug')
      },
    })
    client.track('order', ORDER)
    await runtime.pass(250)
    expect(client.stats().accepted).toBe(1)
  })

  test('10,000 events against a dead server stay within the buffer, the rest is counted', async () => {
    const { runtime, client } = start()
    runtime.reply = () => Promise.reject(new TypeError('fetch failed'))
    for (let i = 0; i < 10_000; i++) client.track('order', ORDER)
    await runtime.pass(600_000)
    const stats = client.stats()
    expect(stats.waiting + stats.dropped.buffer_full).toBe(10_000)
    expect(stats.dropped.buffer_full).toBeGreaterThan(1_000)
    expect(stats.waiting).toBeGreaterThan(1_000)
  })
})

describe('leaving', () => {
  test('a hidden page hands over the open batch again and what waits, within the keepalive limit', async () => {
    const { runtime, client } = start({ batchEvents: 2 })
    runtime.reply = () => new Promise(() => undefined)
    for (let i = 0; i < 3; i++) client.track('order', ORDER)
    runtime.reply = acceptAll
    runtime.leavePage()
    await runtime.pass(0)
    expect(runtime.requests.map(({ init, body }) => [init.keepalive, body.events.length])).toEqual([
      [false, 2],
      [true, 2],
      [true, 1],
    ])
    expect(idsOf(runtime)[1]).toEqual(idsOf(runtime)[0])
  })

  test('a parting request that fails puts its events back', async () => {
    const { runtime, client } = start()
    client.track('order', ORDER)
    runtime.reply = () => Promise.reject(new TypeError('fetch failed'))
    runtime.leavePage()
    await runtime.pass(0)
    expect(client.stats().waiting).toBe(1)
    runtime.reply = acceptAll
    await runtime.pass(250)
    expect(client.stats()).toMatchObject({ accepted: 1, waiting: 0 })
  })

  test('flush empties without waiting for company', async () => {
    const { runtime, client } = start({ batchEvents: 2 })
    for (let i = 0; i < 5; i++) client.track('order', ORDER)
    const flushed = client.flush()
    await runtime.pass(0)
    await expect(flushed).resolves.toBe(true)
    expect(client.stats()).toMatchObject({ accepted: 5, waiting: 0 })
  })

  test('shutdown gives up at its deadline and counts what is left', async () => {
    const { runtime, client } = start()
    runtime.reply = () => Promise.reject(new TypeError('fetch failed'))
    client.track('order', ORDER)
    const empty = client.shutdown(1_000)
    await runtime.pass(1_000)
    await expect(empty).resolves.toBe(false)
    expect(client.track('order', ORDER)).toBeUndefined()
    expect(client.stats()).toMatchObject({ dropped: { shutdown: 2 }, waiting: 0 })
    const before = runtime.requests.length
    await runtime.pass(600_000)
    expect(runtime.requests).toHaveLength(before)
  })

  test('opting out drops what waits and captures nothing until opted in', async () => {
    const { runtime, client } = start()
    client.track('order', ORDER)
    client.optOut()
    client.track('order', ORDER)
    await runtime.pass(1_000)
    expect(runtime.requests).toHaveLength(0)
    expect(client.stats().dropped.opted_out).toBe(2)
    client.optIn()
    client.track('order', ORDER)
    await runtime.pass(250)
    expect(client.stats()).toMatchObject({ accepted: 1 })
  })
})

test('whatever the network does, each event has one outcome and is stored once', async () => {
  const outcome = fc.constantFrom('ok', 'lost answer', 'refused connection', '503', '429', '413')
  await fc.assert(
    fc.asyncProperty(
      fc.array(outcome, { maxLength: 30 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 8 }),
      async (answers, bursts) => {
        const { runtime, client } = start({ batchEvents: 10 })
        const stored = new Map<string, number>()
        runtime.reply = (request) => {
          const answer = answers.shift() ?? 'ok'
          if (answer === '503' || answer === '429') return status(Number(answer))()
          if (answer === '413' && request.body.events.length > 1) return status(413)()
          if (answer === 'refused connection') throw new TypeError('fetch failed')
          for (const { id } of request.body.events) stored.set(id, (stored.get(id) ?? 0) + 1)
          if (answer === 'lost answer') throw new TypeError('terminated')
          return acceptAll(request)
        }
        const ids = new Set<string | undefined>()
        for (const burst of bursts) {
          for (let i = 0; i < burst; i++) ids.add(client.track('order', ORDER))
          await runtime.pass(100)
        }
        await runtime.pass(3_600_000)
        const stats = client.stats()
        expect(new Set(stored.keys())).toEqual(ids)
        expect(stats.accepted + stats.optedOut + stats.rejected + drops(stats) + stats.waiting).toBe(stats.tracked)
        expect(stats.accepted).toBe(ids.size)
      },
    ),
    { numRuns: 40 },
  )
})

function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}
