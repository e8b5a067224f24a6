import type { Server as HttpServer } from 'node:http'
import { type Hints, LIVE_CHANNEL } from '@tidemark/backplane'
import { LIVE, LiveHint } from '@tidemark/contracts'
import type { PrismaClient } from '@tidemark/db'
import { type Clock, type Logger, unauthenticated } from '@tidemark/platform'
import { Server, type Socket } from 'socket.io'
import { createAttemptCounter } from '../auth/attempt-counter.ts'
import type { OriginRule } from '../http/origins.ts'
import { checkHolders } from './check-holders.ts'
import { roomOf, unwatchProject, watchProject } from './rooms.ts'
import { createSlowReaderCheck } from './slow-reader.ts'
import type { TicketHolder, TicketOffice } from './ticket-office.ts'

const FRAME_BYTES_MAX = 16 * 1024
const PACKETS = { max: 100, windowMs: 10_000 }
const SLOW_CHECK_MS = 1_000
const STANDING_CHECK_MS = 30_000

type Answer = (answer: { ok: boolean }) => void
type FromClient = {
  [LIVE.watch]: (slug: unknown, answer?: Answer) => void
  [LIVE.unwatch]: (slug: unknown, answer?: Answer) => void
}
type ToClient = { [LIVE.hint]: (hint: LiveHint) => void; bye: (reason: string) => void }
type SocketData = { holder: TicketHolder; watched: Map<string, number>; isSlow: (now: number) => boolean }
type LiveServer = Server<FromClient, ToClient, Record<string, never>, SocketData>
export type LiveSocket = Socket<FromClient, ToClient, Record<string, never>, SocketData>

export type SocketOptions = {
  prisma: PrismaClient
  tickets: TicketOffice
  hints: Pick<Hints, 'subscribe'>
  isAllowedOrigin: OriginRule
  now: Clock
  log: Logger
}

export type Sockets = {
  /** Cuts who lost session or membership. Runs by itself every 30 seconds. */
  reauthorise(): Promise<void>
  /** Tells everybody why and closes all connections. */
  close(reason: string): Promise<void>
}

async function admit(socket: LiveSocket, { prisma, tickets, now }: SocketOptions): Promise<void> {
  const holder = await tickets.redeem(socket.handshake.auth.ticket)
  if (holder === null) throw unauthenticated('The ticket is not valid.')
  const standing = await checkHolders(prisma, [holder], now)
  if (!standing.isSignedIn(holder)) throw unauthenticated('The session has ended.')
  socket.data = { holder, watched: new Map(), isSlow: createSlowReaderCheck(socket.conn) }
}

function greet(socket: LiveSocket, options: SocketOptions): void {
  const packets = createAttemptCounter(PACKETS, options.now)
  socket.conn.on('packet', () => {
    if (packets.take('packet') > 0) socket.disconnect(true)
  })
  socket.on(LIVE.watch, (slug, answer) => {
    watchProject(socket, slug, options)
      .catch(() => false)
      .then((ok) => typeof answer === 'function' && answer({ ok }))
  })
  socket.on(LIVE.unwatch, (slug, answer) => {
    unwatchProject(socket, slug)
      .catch(() => undefined)
      .then(() => typeof answer === 'function' && answer({ ok: true }))
  })
}

function readHint(message: string): LiveHint | null {
  try {
    return LiveHint.parse(JSON.parse(message))
  } catch {
    // Anybody who can reach the bus can write to it: what is no hint is no news.
    return null
  }
}

function forward(io: LiveServer, message: string): void {
  const hint = readHint(message)
  // Volatile: who cannot take it now will hear the next one, and asks for the numbers itself in any case.
  if (hint !== null) io.to(roomOf(hint.project)).volatile.emit(LIVE.hint, hint)
}

const socketsOf = (io: LiveServer): LiveSocket[] => [...io.of('/').sockets.values()]

async function cutWhoLostStanding(io: LiveServer, { prisma, now }: SocketOptions): Promise<void> {
  const sockets = socketsOf(io)
  if (sockets.length === 0) return
  const holders = sockets.map((socket) => socket.data.holder)
  // Where nobody can say who may stay, nobody stays: clients come back by themselves.
  const standing = await checkHolders(prisma, holders, now).catch(() => null)
  for (const socket of sockets) {
    const { holder, watched } = socket.data
    if (standing === null || !standing.isSignedIn(holder)) socket.disconnect(true)
    else if (![...watched.values()].every((projectId) => standing.isMember(holder, projectId))) socket.disconnect(true)
  }
}

function cutSlowReaders(io: LiveServer, at: number): void {
  for (const socket of socketsOf(io)) if (socket.data.isSlow(at)) socket.disconnect(true)
}

/** Serves sockets on the HTTP server: a ticket to come in, a membership to hear of a project, hints and nothing else. */
export function openSockets(server: HttpServer, options: SocketOptions): Sockets {
  const { isAllowedOrigin, hints, now, log } = options
  const io: LiveServer = new Server(server, {
    path: '/socket.io',
    serveClient: false,
    maxHttpBufferSize: FRAME_BYTES_MAX,
    connectTimeout: 10_000,
    allowRequest: ({ headers }, decide) =>
      decide(null, headers.origin === undefined || isAllowedOrigin(headers.origin, headers.host)),
  })
  io.use((socket, next) => {
    admit(socket, options).then(
      () => next(),
      (error: unknown) => {
        log.debug({ err: error }, 'socket refused')
        // Only this text reaches the client.
        next(new Error('unauthenticated'))
      },
    )
  })
  io.on('connection', (socket) => greet(socket, options))
  const unsubscribe = hints.subscribe(LIVE_CHANNEL, (message) => forward(io, message))
  const reauthorise = () => cutWhoLostStanding(io, options)
  const timers = [
    setInterval(() => cutSlowReaders(io, now()), SLOW_CHECK_MS),
    setInterval(() => void reauthorise(), STANDING_CHECK_MS),
  ]
  for (const timer of timers) timer.unref()

  return {
    reauthorise,
    async close(reason) {
      for (const timer of timers) clearInterval(timer)
      unsubscribe()
      io.emit('bye', reason)
      io.disconnectSockets(true)
      io.engine.close()
    },
  }
}
