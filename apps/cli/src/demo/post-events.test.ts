import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { postEvents } from './post-events.ts'

type Taken = { key: string | undefined; ids: string[] }
const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** A door that answers with the given statuses in turn, the last one for good. */
async function openDoor(...statuses: number[]): Promise<{ url: string; taken: Taken[] }> {
  const taken: Taken[] = []
  const server = createServer(async (request, response) => {
    const { events } = JSON.parse((await request.toArray()).join('')) as { events: { id: string }[] }
    taken.push({ key: request.headers.authorization, ids: events.map(({ id }) => id) })
    const status = statuses[Math.min(taken.length, statuses.length) - 1] ?? 202
    const rejected = status === 299 ? [{ index: 0, id: 'a', code: 'poison', path: '', message: 'no' }] : []
    response.writeHead(status === 299 ? 202 : status, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ accepted: events.length - rejected.length, optedOut: 0, rejected }))
  })
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, taken }
}

const events = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ id: String(n), type: 'run_started', ts: new Date(0).toISOString() }))
const patient = new AbortController().signal

test('sends at most as many at a time as the door takes, with the key', async () => {
  const { url, taken } = await openDoor(202)
  await postEvents({ url, writeKey: 'k' }, events(2_500), patient)
  expect(taken.map(({ key, ids }) => [key, ids.length])).toEqual([
    ['Bearer k', 1000],
    ['Bearer k', 1000],
    ['Bearer k', 500],
  ])
})

test('sends the same again while the door cannot take it', async () => {
  const { url, taken } = await openDoor(503, 202)
  await postEvents({ url, writeKey: 'k' }, events(2), patient)
  expect(taken.map(({ ids }) => ids)).toEqual([
    ['0', '1'],
    ['0', '1'],
  ])
})

test('stops trying when it is told to stop', async () => {
  const stop = new AbortController()
  const { url, taken } = await openDoor(429)
  const posting = postEvents({ url, writeKey: 'k' }, events(1), stop.signal)
  await expect.poll(() => taken.length).toBeGreaterThan(0)
  stop.abort()
  await posting
})

test.each([
  ['a key that is not good', 401, /HTTP 401/],
  ['an event that is not good', 299, /rejected 1 events/],
])('says so where it is about %s', async (_what, status, message) => {
  const { url, taken } = await openDoor(status)
  await expect(postEvents({ url, writeKey: 'k' }, events(1), patient)).rejects.toThrow(message)
  expect(taken).toHaveLength(1)
})
