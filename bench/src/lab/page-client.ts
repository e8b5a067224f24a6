import { LIVE, type LiveHint, type MetricQueryInput, MetricResult } from '@tidemark/contracts'
import { io, type Socket } from 'socket.io-client'
import { z } from 'zod'
import type { Furnished } from './furnish.ts'

/** A signed-in page without a browser: it hears hints of one project and asks for metrics. */
export type PageClient = {
  onHint(hear: (hint: LiveHint) => void): void
  query(query: MetricQueryInput): Promise<MetricResult>
  close(): void
}

/** Signs in, opens a socket with a ticket and watches the project. Throws where any of it is refused. */
export async function openPageClient(origin: string, { login, project }: Furnished): Promise<PageClient> {
  const cookie = await signIn(origin, login)
  const call = async (path: string, init: RequestInit): Promise<unknown> => {
    const headers = { cookie, origin, 'content-type': 'application/json' }
    const response = await fetch(`${origin}/trpc/${path}`, { ...init, headers })
    if (!response.ok)
      throw new Error(`${path.split('?')[0]} answered HTTP ${response.status}: ${await response.text()}`)
    return Answer.parse(await response.json()).result.data
  }
  const { ticket } = Ticket.parse(await call('live.ticket', { method: 'POST' }))
  const socket = io(origin, {
    transports: ['websocket'],
    auth: { ticket },
    extraHeaders: { origin },
    reconnection: false,
  })
  await connected(socket)
  const { ok } = Watching.parse(await socket.emitWithAck(LIVE.watch, project.slug))
  if (!ok) throw new Error(`the project ${project.slug} may not be watched`)
  return {
    onHint: (hear) => void socket.on(LIVE.hint, hear),
    async query(query) {
      const input = encodeURIComponent(JSON.stringify({ project: project.slug, query }))
      return MetricResult.parse(await call(`metric.query?input=${input}`, { method: 'GET' }))
    },
    close: () => void socket.close(),
  }
}

const Answer = z.object({ result: z.object({ data: z.unknown() }) })
const Ticket = z.object({ ticket: z.string() })
const Watching = z.object({ ok: z.boolean() })

async function signIn(origin: string, { email, password }: Furnished['login']): Promise<string> {
  const response = await fetch(`${origin}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ email, password }),
  })
  if (!response.ok) throw new Error(`signing in answered HTTP ${response.status}: ${await response.text()}`)
  return response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
  })
}
