import { type Clock, type Logger, rateLimited } from '@tidemark/platform'
import { fastifyTRPCPlugin } from '@trpc/server/adapters/fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Auth } from '../auth/create-auth.ts'
import { resolveSession } from '../auth/resolve-session.ts'
import { webHeaders } from '../auth/web-request.ts'
import { createKeyRate, type RateLimit } from '../http/ingest/key-rate.ts'
import type { OriginRule } from '../http/origins.ts'
import { refuseForeignOrigin } from '../http/refuse-foreign-origin.ts'
import type { RequestContext, RouterServices } from './context.ts'
import { mapCallError } from './error-shape.ts'
import { appRouter } from './router.ts'

const BATCH_MAX = 20
const BODY_LIMIT = 256 * 1024

export type CallOptions = {
  services: RouterServices
  auth: Auth
  isAllowedOrigin: OriginRule
  now: Clock
  /** Requests per address; a batch counts as one and has at most 20 calls. */
  rate: RateLimit
}

async function createContext(
  { services, auth, now }: CallOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<RequestContext> {
  const { signedIn, cookies } = await resolveSession(auth, webHeaders(request), now)
  if (cookies.length > 0) reply.header('set-cookie', [...cookies])
  return { ...services, signedIn, correlationId: request.id, log: request.log as Logger }
}

/** Mounts the router under `/trpc`. */
export function registerCalls(app: FastifyInstance, options: CallOptions): void {
  const secondsUntilToken = createKeyRate(options.rate, options.now)
  app.register(async (scope) => {
    scope.addHook('onRequest', refuseForeignOrigin(options.isAllowedOrigin))
    scope.addHook('onRequest', async (request, reply) => {
      reply.header('cache-control', 'no-store').header('vary', 'cookie')
      const wait = secondsUntilToken(request.ip)
      if (wait > 0) throw rateLimited(undefined, { retryAfterSeconds: Math.ceil(wait) })
    })
    await scope.register(fastifyTRPCPlugin, {
      prefix: '/trpc',
      trpcOptions: {
        router: appRouter,
        maxBatchSize: BATCH_MAX,
        maxBodySize: BODY_LIMIT,
        // the questions of a whole board are too long for an address
        allowMethodOverride: true,
        createContext: ({ req, res }: { req: FastifyRequest; res: FastifyReply }) => createContext(options, req, res),
        responseMeta: ({ errors }: { errors: readonly Parameters<typeof mapCallError>[0][] }) => {
          const waits = errors.map((error) => mapCallError(error).error.retryAfterSeconds ?? 0)
          const wait = Math.max(0, ...waits)
          return wait > 0 ? { headers: { 'retry-after': String(wait) } } : {}
        },
        onError: ({
          error,
          path,
          req,
        }: {
          error: Parameters<typeof mapCallError>[0]
          path?: string
          req: FastifyRequest
        }) => {
          const { status, error: mapped } = mapCallError(error)
          if (status >= 500) req.log.error({ err: mapped.cause ?? error, path }, 'call failed')
        },
      },
    })
  })
}
