import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { appRouter } from '../trpc/router.ts'

/** One answered request, as Tidemark records it about itself. */
export type RequestFact = {
  readonly method: string
  /** pattern, never the address itself: addresses hold ids */
  readonly route: string
  readonly status: number
  readonly durationMs: number
  readonly bytes: number | null
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'])
const UNTOLD = new Set(['/live', '/ready'])
const ASSET = /^\/_app\/|\.[a-z0-9]{1,12}(?:\?|$)/i
const PAGE_ROUTE = '/(page)'

function callRoute(path: string): string {
  const names = new Set(path.split(','))
  const [name = ''] = names
  return names.size === 1 && Object.hasOwn(appRouter._def.procedures, name) ? `/trpc/${name}` : '/trpc/(batch)'
}

function routeOf(request: FastifyRequest): string | null {
  const pattern = request.routeOptions.url
  if (pattern === undefined) return ASSET.test(request.url) ? null : PAGE_ROUTE
  if (UNTOLD.has(pattern)) return null
  if (!pattern.startsWith('/trpc/')) return pattern
  const path = (request.params as { path?: unknown }).path
  return callRoute(typeof path === 'string' ? path : '')
}

function bytesOf(reply: FastifyReply): number | null {
  const length = Number(reply.raw.getHeader('content-length') ?? Number.NaN)
  return Number.isSafeInteger(length) ? length : null
}

/** Tells `record` of every answered request, but for health checks and static files. `record` must not throw. */
export function tellRequests(app: FastifyInstance, record: (fact: RequestFact) => void): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = routeOf(request)
    if (route === null) return
    const method = METHODS.has(request.method) ? request.method : 'OTHER'
    const { statusCode } = reply.raw
    record({ method, route, status: statusCode, durationMs: reply.elapsedTime, bytes: bytesOf(reply) })
  })
}
