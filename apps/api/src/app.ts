import { type ChannelServices, createAlertHints } from '@tidemark/alerts'
import { type Backplane, LIVE_CHANNEL } from '@tidemark/backplane'
import type { Pools, PrismaClient } from '@tidemark/db'
import { type Clock, createAddressList, type Logger, unavailable } from '@tidemark/platform'
import { createKeyFinder } from '@tidemark/workspace'
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { registerAuth } from './auth/auth-route.ts'
import { type Auth, createAuth } from './auth/create-auth.ts'
import { capConnections } from './http/connection-cap.ts'
import { correlationIdOf } from './http/correlation-id.ts'
import { registerErrorHandler } from './http/error-handler.ts'
import { registerHealth } from './http/health.ts'
import type { AdmissionLimits } from './http/ingest/admission.ts'
import type { RateLimit } from './http/ingest/key-rate.ts'
import { type Accept, registerIngest } from './http/ingest/route.ts'
import { createOriginRule } from './http/origins.ts'
import { type RequestFact, tellRequests } from './http/request-facts.ts'
import { registerSecurityHeaders } from './http/security-headers.ts'
import { registerWebApp } from './http/web-app.ts'
import { registerWorkflowAnalytics } from './http/workflow-analytics.ts'
import { openSockets, type Sockets } from './live/sockets.ts'
import { createTicketOffice } from './live/ticket-office.ts'
import { type PrometheusPage, registerPrometheusPage } from './ops/prometheus.ts'
import { type Queue, registerQueueConsole } from './ops/queue-console.ts'
import type { MetricServices, RouterServices } from './trpc/context.ts'
import { registerCalls } from './trpc/mount.ts'

const HEADERS_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 15_000
const KEEP_ALIVE_MS = 65_000

export type AppLimits = {
  admission: AdmissionLimits
  /** Ingest requests per key. */
  ingestRate: RateLimit
  /** Calls per address. */
  callRate: RateLimit
  connectionsPerAddress: number
}

export const DEFAULT_LIMITS: AppLimits = {
  admission: { bytes: 64 * 1024 * 1024, requests: 512 },
  ingestRate: { perSecond: 5_000, burst: 10_000 },
  callRate: { perSecond: 50, burst: 500 },
  connectionsPerAddress: 256,
}

export type AppOptions = {
  prisma: PrismaClient
  pools: Pick<Pools, 'query'>
  backplane: Pick<Backplane, 'hints' | 'cooldown'>
  accept: Accept
  metrics: MetricServices
  channels: ChannelServices
  /** asks the Prometheus targets now */
  readTargets: RouterServices['readTargets']
  /** where Prometheus reads Tidemark itself; without a token nowhere */
  prometheus?: { readonly page: PrometheusPage; readonly token: string | undefined }
  log: Logger
  now: Clock
  secret: string
  /** The address people open; decides about cookies and origins. */
  publicUrl: string
  trustedProxies: readonly string[]
  rawRetentionDays: number
  /** Pages may come from another port of this machine. */
  development: boolean
  /** Queues shown to organization admins; none hides the console. */
  queues: readonly Queue[]
  /** The built web app. */
  webHandler: string
  isClosing: () => boolean
  recordRequest: (fact: RequestFact) => void
  limits?: Partial<AppLimits>
}

export type App = { readonly http: FastifyInstance; readonly sockets: Sockets; readonly auth: Auth }

function createServer({ log, trustedProxies, isClosing }: AppOptions, limits: AppLimits): FastifyInstance {
  const app: FastifyInstance = fastify({
    loggerInstance: log as FastifyBaseLogger,
    // No line per request: addresses hold ids and, by mistake, keys.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'correlationId' }),
    genReqId: correlationIdOf,
    // The names of a whole batch of calls stand in one part of the path.
    routerOptions: { maxParamLength: 2_000 },
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    bodyLimit: 256 * 1024,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    // Ours says when to come back.
    return503OnClosing: false,
  })
  app.server.headersTimeout = HEADERS_TIMEOUT_MS
  capConnections(app.server, {
    perAddress: limits.connectionsPerAddress,
    isExempt: createAddressList(trustedProxies),
  })
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-correlation-id', request.id)
    if (isClosing() && request.url !== '/live') throw unavailable('The server is stopping. Try again.')
  })
  return app
}

/** Everything behind the one origin, not listening yet. */
export async function createApp(options: AppOptions): Promise<App> {
  const { prisma, pools, backplane, log, now, secret, publicUrl } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const isAllowedOrigin = createOriginRule(publicUrl, { development: options.development })
  const auth = createAuth({ prisma, log, secret, publicUrl, isAllowedOrigin })
  const tickets = createTicketOffice(secret, backplane.cooldown, now)
  const keys = createKeyFinder(prisma, now)
  const app = createServer(options, limits)

  registerErrorHandler(app)
  await registerSecurityHeaders(app, publicUrl)
  tellRequests(app, options.recordRequest)
  registerHealth(app, { pool: pools.query, now })
  if (options.prometheus) registerPrometheusPage(app, options.prometheus.page, options.prometheus.token)
  const { accept, rawRetentionDays, metrics } = options
  registerIngest(app, { keys, accept, now, rawRetentionDays, admission: limits.admission, rate: limits.ingestRate })
  registerAuth(app, { prisma, auth, secret, publicUrl, isAllowedOrigin, now })
  const alertHints = createAlertHints(pools.query, (hint) =>
    backplane.hints.publish(LIVE_CHANNEL, JSON.stringify(hint)),
  )
  const { readTargets } = options
  const services = {
    prisma,
    metrics,
    readTargets,
    tickets,
    now,
    alerts: { channels: options.channels, hints: alertHints },
  }
  registerCalls(app, { services, auth, isAllowedOrigin, now, rate: limits.callRate })
  registerWorkflowAnalytics(app, { services, auth, keys, isAllowedOrigin, rate: limits.callRate })
  await registerQueueConsole(app, { prisma, auth, now, queues: options.queues })
  await registerWebApp(app, options.webHandler, log)
  const sockets = openSockets(app.server, { prisma, tickets, hints: backplane.hints, isAllowedOrigin, now, log })
  return { http: app, sockets, auth }
}
