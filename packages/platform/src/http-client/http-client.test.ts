import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { createHttpClient } from './http-client.ts'
import { OutboundError } from './outbound-error.ts'

const client = createHttpClient({ allow: ['127.0.0.1/32'], limits: { connectMs: 5_000, totalMs: 5_000 } })
const hurried = createHttpClient({ allow: ['127.0.0.1/32'], limits: { totalMs: 50 } })
const open = new Set<Server | TcpServer>()

async function listen<S extends Server | TcpServer>(server: S): Promise<string> {
  open.add(server)
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
}
const serve = (listener: RequestListener) => listen(createServer(listener))
const serveBytes = (listener: (socket: Socket) => void) =>
  listen(createTcpServer((socket) => listener(socket.on('error', () => undefined).resume())))

afterEach(async () => {
  for (const server of open) {
    if ('closeAllConnections' in server) server.closeAllConnections()
    await new Promise((done) => server.close(done))
  }
  open.clear()
})

const failureOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => undefined,
    (error: OutboundError) => error.failure,
  )

it('sends what it is given and answers status, headers and body', async () => {
  const url = await serve(async (request, response) => {
    const chunks = await request.toArray()
    const { method, headers } = request
    response.writeHead(418, { 'retry-after': '7' })
    response.end(
      JSON.stringify({ method, length: headers['content-length'], x: headers['x-a'], body: chunks.join('') }),
    )
  })
  const answer = await client.send({ method: 'POST', url, headers: { 'x-a': 'b' }, body: 'grüße' })
  expect(answer).toMatchObject({ status: 418, headers: { 'retry-after': '7' }, truncated: false })
  expect(JSON.parse(answer.body)).toEqual({ method: 'POST', length: '7', x: 'b', body: 'grüße' })
})

it('connects to allowed private addresses only', async () => {
  const url = await serve((_request, response) => response.end())
  const guarded = createHttpClient({ allow: ['10.0.0.0/8'] })
  expect(await failureOf(guarded.send({ method: 'GET', url }))).toEqual({ kind: 'refused', refusal: 'private_address' })
  expect((await client.send({ method: 'GET', url })).status).toBe(200)
})

it('follows no redirect', async () => {
  let trapped = 0
  const trap = await serve((_request, response) => {
    trapped++
    response.end()
  })
  for (const status of [301, 302, 303, 307, 308]) {
    const url = await serve((_request, response) => response.writeHead(status, { location: trap }).end())
    expect((await client.send({ method: 'POST', url })).status).toBe(status)
  }
  expect(trapped).toBe(0)
})

it('reads no more of an answer than its limit', async () => {
  const endless = Buffer.alloc(16 * 1024, 'x')
  let closed: () => void
  const cut = new Promise<void>((done) => {
    closed = done
  })
  const url = await serve((_request, response) => {
    const more = () => {
      while (response.write(endless));
    }
    response.on('drain', more).on('close', () => closed())
    more()
  })
  const answer = await client.send({ method: 'GET', url })
  expect(answer).toMatchObject({ status: 200, truncated: true })
  expect(answer.body).toHaveLength(64 * 1024)
  await cut
})

it('gives up on a receiver that never answers, and on one that stalls after its headers', async () => {
  const silent = await serveBytes(() => undefined)
  const stalled = await serveBytes((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n'))
  for (const url of [silent, stalled])
    expect(await failureOf(hurried.send({ method: 'GET', url }))).toEqual({ kind: 'timeout', phase: 'total' })
})

it('gives up on a connection that cannot be made in time', async () => {
  const never = createHttpClient({ allow: [], resolve: () => new Promise(() => undefined), limits: { connectMs: 10 } })
  const url = 'http://hooks.example.com/'
  expect(await failureOf(never.send({ method: 'GET', url }))).toEqual({ kind: 'timeout', phase: 'connect' })
  await never.check(url)
})

it('says what broke without saying where', async () => {
  const reset = await serveBytes((socket) => socket.resetAndDestroy())
  const cut = await serveBytes((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhal'))
  const garbage = await serveBytes((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'))
  const plain = (await serve((_request, response) => response.end())).replace('http:', 'https:')
  for (const url of [reset, cut, garbage, plain]) {
    const failure = await failureOf(client.send({ method: 'GET', url }))
    expect(failure?.kind).toBe('unreachable')
    expect(new OutboundError(failure!).message).not.toContain('127.0.0.1')
  }
})

it('tells an unknown name from a refused one', async () => {
  const unknown = createHttpClient({
    allow: [],
    resolve: async () => {
      throw Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' })
    },
  })
  const send = (url: string) => failureOf(unknown.send({ method: 'GET', url }))
  expect((await send('http://hooks.example.com/'))?.kind).toBe('unreachable')
  expect(await send('http://metadata.google.internal./')).toEqual({ kind: 'refused', refusal: 'reserved_name' })
})
