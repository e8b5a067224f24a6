import { join } from 'node:path'
import { nextFreePort } from '@tidemark/db/embedded/free-port'
import {
  createLifecycle,
  createLogger,
  type Env,
  EnvError,
  type Lifecycle,
  type Logger,
  notifyParent,
  readEnv,
  systemClock,
} from '@tidemark/platform'
import { bootstrap } from '@tidemark/workspace'
import { type App, createApp } from './app.ts'
import { createPrometheusPage } from './ops/prometheus.ts'
import { createTargetReader } from './ops/read-targets.ts'
import { openServices, type Services } from './services.ts'
import { watchSelf } from './watch-self.ts'

const WEB_HANDLER = join(import.meta.dirname, '../../web/build/handler.js')
const FIRST_PORT = 3000
const STOP_DEADLINE_MS = 10_000

/** Port 0 asks for any free one; it has to be known before cookies and origins are decided. */
async function placeOf(env: Env): Promise<{ port: number; publicUrl: string }> {
  if (env.PORT !== 0) return { port: env.PORT, publicUrl: env.PUBLIC_URL }
  const port = await nextFreePort(FIRST_PORT)
  return { port, publicUrl: env.PUBLIC_URL.replace(/:0$/, `:${port}`) }
}

function buildApp(env: Env, log: Logger, lifecycle: Lifecycle, services: Services, publicUrl: string): Promise<App> {
  const { pools, prisma, backplane, producer, door, metrics, channels } = services
  const page = createPrometheusPage(pools.query)
  const recordSelf = watchSelf(services, env, log, lifecycle)
  return createApp({
    pools,
    prisma,
    backplane,
    metrics,
    channels,
    readTargets: createTargetReader(env),
    prometheus: { page, token: env.METRICS_TOKEN },
    accept: door.accept,
    queues: producer.queues(),
    log,
    now: systemClock,
    secret: env.TIDEMARK_SECRET,
    publicUrl,
    development: env.NODE_ENV === 'development',
    trustedProxies: env.TRUSTED_PROXIES,
    rawRetentionDays: env.RAW_RETENTION_DAYS,
    webHandler: env.TIDEMARK_WEB_HANDLER ?? WEB_HANDLER,
    isClosing: () => lifecycle.closing,
    recordRequest(fact) {
      page.record(fact)
      recordSelf(fact)
    },
  })
}

async function start(env: Env, log: Logger, lifecycle: Lifecycle): Promise<void> {
  const { port, publicUrl } = await placeOf(env)
  const services = await openServices(env, log, lifecycle)
  const app = await buildApp(env, log, lifecycle, services, publicUrl)
  const firstLogin = await bootstrap({ prisma: services.prisma, actor: { kind: 'system' }, now: systemClock })
  await app.http.listen({ host: env.HOST, port })
  const close = () => Promise.all([app.http.close(), app.sockets.close('The server is stopping.')])
  lifecycle.onClose('http', close, { deadlineMs: STOP_DEADLINE_MS })
  log.info({ url: publicUrl, backplane: services.backplane.kind }, 'api is ready')
  notifyParent({ kind: 'ready', url: publicUrl, ...(firstLogin === null ? {} : { firstLogin }) })
}

const log = createLogger('api')
const lifecycle = createLifecycle({ log })
try {
  await start(readEnv(), log, lifecycle)
} catch (error) {
  if (error instanceof EnvError) console.error(error.message)
  else log.fatal({ err: error }, 'api cannot start')
  await lifecycle.shutdown('start failed', 1)
}
