import http, { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import https from 'node:https'
import type { LookupFunction } from 'node:net'
import { createGuard, type Guard, type GuardOptions } from './guard.ts'
import { OutboundError } from './outbound-error.ts'
import { type OutboundTarget, readTarget } from './outbound-target.ts'

export type HttpLimits = {
  /** to have resolved the name, connected and agreed on TLS */
  readonly connectMs: number
  /** for everything, to the last byte of the answer */
  readonly totalMs: number
  /** of the answer's body that are read; the rest is cut off */
  readonly bodyBytes: number
}

const LIMITS: HttpLimits = { connectMs: 5_000, totalMs: 15_000, bodyBytes: 64 * 1024 }
const HEADER_BYTES_MAX = 16 * 1024

export type OutboundRequest = {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export type OutboundResponse = {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** the body was longer than the limit */
  readonly truncated: boolean
}

/** The one way out: every URL is hostile until the moment of connecting, and no redirect is followed. */
export type HttpClient = {
  /** Judges a URL before it is stored. A name that nobody knows yet passes; sending judges again. Throws OutboundError. */
  check(url: string): Promise<void>
  /** Sends on a connection of its own. Resolves for every status. Throws OutboundError. */
  send(request: OutboundRequest): Promise<OutboundResponse>
}

export type HttpClientOptions = GuardOptions & { readonly limits?: Partial<HttpLimits> }

export function createHttpClient({ limits, ...options }: HttpClientOptions): HttpClient {
  const guard = createGuard(options)
  const all = { ...LIMITS, ...limits }
  return {
    async check(url) {
      const target = readTarget(url)
      guard.judgeLiteral(target)
      if (!target.literal) await acceptUnknown(guard, target, all.connectMs)
    },
    async send(request) {
      const target = readTarget(request.url)
      guard.judgeLiteral(target)
      return exchange(guard, target, request, all)
    },
  }
}

async function acceptUnknown(guard: Guard, target: OutboundTarget, deadlineMs: number): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, deadlineMs)
  const judged = guard.addressesOf(target).catch((error: unknown) => {
    if (!(error instanceof OutboundError) || error.failure.kind === 'refused') throw error
  })
  await Promise.race([judged, late]).finally(() => clearTimeout(timer))
}

/** Resolves and judges in one step, so that no second answer of the name can come between the two. */
function judgingLookup(guard: Guard, target: OutboundTarget): LookupFunction {
  return (_host, options, done) => {
    guard.addressesOf(target).then(
      (found) => {
        if (options.all) return done(null, [...found])
        const [first] = found
        return done(null, first?.address ?? '', first?.family)
      },
      (error: Error) => done(error, []),
    )
  }
}

function open(guard: Guard, target: OutboundTarget, { method, headers, body = '' }: OutboundRequest): ClientRequest {
  const length = method === 'GET' ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  return (target.secure ? https : http).request({
    host: target.host,
    port: target.port,
    path: target.path,
    method,
    headers: { 'user-agent': 'Tidemark', ...headers, ...length },
    // An agent of its own, so that no connection outlives the judgement about its address.
    agent: false,
    lookup: judgingLookup(guard, target),
    maxHeaderSize: HEADER_BYTES_MAX,
  })
}

function exchange(guard: Guard, target: OutboundTarget, request: OutboundRequest, limits: HttpLimits) {
  return new Promise<OutboundResponse>((resolve, reject) => {
    const outgoing = open(guard, target, request)
    const give = (phase: 'connect' | 'total') => () => fail(new OutboundError({ kind: 'timeout', phase }))
    const connecting = setTimeout(give('connect'), limits.connectMs)
    const exchanging = setTimeout(give('total'), limits.totalMs)
    const settle = () => {
      clearTimeout(connecting)
      clearTimeout(exchanging)
      outgoing.destroy()
    }
    const fail = (cause: unknown) => {
      reject(cause instanceof OutboundError ? cause : new OutboundError({ kind: 'unreachable', cause }))
      settle()
    }
    outgoing.on('socket', (socket) =>
      socket.once(target.secure ? 'secureConnect' : 'connect', () => clearTimeout(connecting)),
    )
    outgoing.on('error', fail)
    const unanswered = () => fail(undefined)
    outgoing.on('close', unanswered)
    outgoing.on('response', (incoming) => {
      outgoing.off('close', unanswered)
      readBody(incoming, limits.bodyBytes).then((read) => {
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, ...read })
        settle()
      }, fail)
    })
    outgoing.end(request.method === 'GET' ? undefined : request.body)
  })
}

async function readBody(incoming: IncomingMessage, max: number): Promise<{ body: string; truncated: boolean }> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    size += chunk.length
    if (size > max) break
  }
  return { body: Buffer.concat(chunks).subarray(0, max).toString('utf8'), truncated: size > max }
}
