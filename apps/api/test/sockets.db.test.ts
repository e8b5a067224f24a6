import type { AddressInfo } from 'node:net'
import { LIVE_CHANNEL } from '@tidemark/backplane'
import { LIVE, type LiveHint } from '@tidemark/contracts'
import { connect, type Socket } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { PUBLIC_URL, startTestApp, type TestApp } from './test-app.ts'

let app: TestApp
let url: string
let cookie: string
let mainId: number
let foreignId: number
const opened: Socket[] = []

beforeAll(async () => {
  app = await startTestApp()
  foreignId = await app.addProject('their-shop')
  mainId = (await app.prisma.project.findUniqueOrThrow({ where: { slug: 'main' } })).id
  cookie = await app.addPerson('ada', 'main')
  await app.http.listen({ host: '127.0.0.1', port: 0 })
  url = `http://127.0.0.1:${(app.http.server.address() as AddressInfo).port}`
})
afterEach(() => {
  for (const socket of opened.splice(0)) socket.disconnect()
})
afterAll(() => app.close())

async function ticketOf(person: string): Promise<string> {
  const response = await app.call('live.ticket', { cookie: person, change: true })
  return response.json().result.data.ticket
}

function open(auth: Record<string, unknown>, headers: Record<string, string> = { origin: PUBLIC_URL }): Socket {
  const socket = connect(url, {
    auth,
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    extraHeaders: headers,
  })
  opened.push(socket)
  return socket
}

const once = <T>(socket: Socket, name: string): Promise<T> =>
  new Promise((resolve) => socket.once(name, (value: T) => resolve(value)))

/** `connect`, or why not. */
const entry = (socket: Socket): Promise<string> =>
  Promise.race([
    once(socket, 'connect').then(() => 'connect'),
    once<Error>(socket, 'connect_error').then((error) => error.message),
  ])

const watch = (socket: Socket, slug: unknown): Promise<{ ok: boolean }> => socket.emitWithAck(LIVE.watch, slug)

const hint = (project: number, revision: number): LiveHint => ({ project, metrics: '*', revision, upTo: 1 })
const publish = (project: number, revision: number): void =>
  app.backplane.hints.publish(LIVE_CHANNEL, JSON.stringify(hint(project, revision)))

async function signedIn(person = cookie): Promise<Socket> {
  const socket = open({ ticket: await ticketOf(person) })
  expect(await entry(socket)).toBe('connect')
  return socket
}

describe('a socket is let in', () => {
  it('with a ticket, once', async () => {
    const ticket = await ticketOf(cookie)
    expect(await entry(open({ ticket }))).toBe('connect')
    expect(await entry(open({ ticket }))).toBe('unauthenticated')
  })

  it.each([
    ['without a ticket', {}],
    ['with a cookie alone', { cookie: 'x' }],
    ['with text', { ticket: 'ticket' }],
    ['with an object', { ticket: { toString: 'x' } }],
    ['with a forged ticket', { ticket: `${Buffer.from('["n","u","s",99999999999999]').toString('base64url')}.AAAA` }],
  ])('never %s', async (_name, auth) => {
    expect(await entry(open(auth, { origin: PUBLIC_URL, cookie }))).toBe('unauthenticated')
  })

  it('never with a tampered ticket', async () => {
    const [claims = '', signature = ''] = (await ticketOf(cookie)).split('.')
    const other = Buffer.from(
      Buffer.from(claims, 'base64url')
        .toString()
        .replace(/\d+\]$/, '99999999999999]'),
    )
    expect(await entry(open({ ticket: `${other.toString('base64url')}.${signature}` }))).toBe('unauthenticated')
  })

  it('never from another site, whatever it carries', async () => {
    for (const origin of ['https://evil.example', 'null', `${PUBLIC_URL}.evil.example`])
      expect(await entry(open({ ticket: await ticketOf(cookie) }, { origin, cookie }))).not.toBe('connect')
  })

  it('never with the ticket of an ended session', async () => {
    const person = await app.addPerson('gone', 'main')
    const ticket = await ticketOf(person)
    await app.prisma.session.deleteMany({ where: { user: { email: 'gone@example.com' } } })
    expect(await entry(open({ ticket }))).toBe('unauthenticated')
  })
})

describe('a socket hears', () => {
  it('of the projects of its person only', async () => {
    const socket = await signedIn()
    for (const slug of [
      'their-shop',
      'missing',
      '__proto__',
      `project:${foreignId}`,
      null,
      7,
      { slug: 'main' },
      ['main'],
    ])
      expect(await watch(socket, slug)).toEqual({ ok: false })
    expect(await watch(socket, 'main')).toEqual({ ok: true })
    const heard: LiveHint[] = []
    socket.on(LIVE.hint, (message: LiveHint) => heard.push(message))
    publish(foreignId, 1)
    publish(mainId, 2)
    // An answer comes after everything that was sent before it.
    await watch(socket, 'missing')
    expect(heard).toEqual([hint(mainId, 2)])
  })

  it('nothing after it stopped watching, and nothing that is no hint', async () => {
    const socket = await signedIn()
    await watch(socket, 'main')
    app.backplane.hints.publish(LIVE_CHANNEL, JSON.stringify({ ...hint(mainId, 3), secret: 1 }))
    app.backplane.hints.publish(LIVE_CHANNEL, 'not JSON')
    const heard: LiveHint[] = []
    socket.on(LIVE.hint, (message: LiveHint) => heard.push(message))
    await socket.emitWithAck(LIVE.unwatch, 'main')
    publish(mainId, 4)
    await watch(socket, 'missing')
    expect(heard).toEqual([])
  })
})

describe('a socket is cut', () => {
  it('when the session ends', async () => {
    const socket = await signedIn(await app.addPerson('leaver', 'main'))
    const stays = await signedIn()
    const left = once<string>(socket, 'disconnect')
    await app.prisma.session.deleteMany({ where: { user: { email: 'leaver@example.com' } } })
    await app.sockets.reauthorise()
    expect(await left).toBe('io server disconnect')
    expect(await watch(stays, 'main')).toEqual({ ok: true })
  })

  it('when the membership ends', async () => {
    const socket = await signedIn(await app.addPerson('removed', 'main'))
    await watch(socket, 'main')
    const left = once<string>(socket, 'disconnect')
    await app.prisma.projectMember.deleteMany({ where: { user: { email: 'removed@example.com' } } })
    await app.sockets.reauthorise()
    expect(await left).toBe('io server disconnect')
  })

  it('when it talks too much', async () => {
    const socket = await signedIn()
    const left = once<string>(socket, 'disconnect')
    for (let i = 0; i < 300; i++) socket.emit(LIVE.watch, 'missing')
    await left
  })

  it('when it sends a large frame', async () => {
    const socket = await signedIn()
    const left = once<string>(socket, 'disconnect')
    socket.emit(LIVE.watch, 'x'.repeat(2 * 1024 * 1024))
    await left
    expect((await app.http.inject({ url: '/live' })).statusCode).toBe(200)
  })
})
