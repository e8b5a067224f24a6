import { type Backplane, createBackplane } from '@tidemark/backplane'
import { createPools } from '@tidemark/db'
import { createProducer, drainInbox, JOBS, type Producer, startWorkerRuntime } from '@tidemark/jobs'
import { buildCatalog, Cascade, type Catalog, createDoor, createIngestContext, syncCatalog } from '@tidemark/metrics'
import {
  createSelfProjectFinder,
  createSelfRecorder,
  type SelfRecorder,
  startProcessSampler,
} from '@tidemark/metrics/self/index'
import { packs } from '@tidemark/packs'
import { type Env, type Lifecycle, type Logger, requireDatabaseUrl, systemClock } from '@tidemark/platform'
import { SELF_PROJECT } from '@tidemark/workspace'
import { openAlerting } from './alerting.ts'
import { createHandlers } from './handlers/index.ts'
import { createLiveHints } from './live-hints.ts'
import { openScraping } from './scraping.ts'
import type { Services } from './services.ts'
import { createTelemetry } from './telemetry.ts'
import { waitForDatabase } from './wait-for-database.ts'

const ROLE = 'worker'

export type WorkerParts = {
  env: Env
  log: Logger
  lifecycle: Lifecycle
  /** exchanges parts of the services before anything works with them */
  adjust?: (services: Services) => Services
}

type Pools = Services['pools']

function openPools({ env, log, lifecycle }: WorkerParts): Pools {
  const pools = createPools({
    url: requireDatabaseUrl(env),
    process: ROLE,
    // Every claim holds one connection and takes a second one to resolve dimension sets.
    max: { ingest: 2, work: 2 * env.INGEST_CONCURRENCY + 4, query: 2 },
    onError: (pool, error) => log.warn({ err: error, pool }, 'an idle database connection was lost'),
  })
  lifecycle.onClose('pools', () => pools.close())
  return pools
}

async function openBackplane({ env, log, lifecycle }: WorkerParts): Promise<Backplane> {
  const redis = env.REDIS_URL === undefined ? {} : { redisUrl: env.REDIS_URL }
  const backplane = await createBackplane({ databaseUrl: requireDatabaseUrl(env), ...redis, logger: log, role: ROLE })
  lifecycle.onClose('backplane', () => backplane.close())
  log.info({ kind: backplane.kind }, 'backplane open')
  return backplane
}

/** The door for what this process tells of itself and of others, and the project that it goes to. */
function openSelfDoor({ env }: WorkerParts, pools: Pools, catalog: Catalog, producer: Producer) {
  const door = createDoor({ pools, catalog, secret: env.TIDEMARK_SECRET, wake: () => producer.wake(drainInbox) })
  return { door, findProject: createSelfProjectFinder(pools.query, SELF_PROJECT, env.RAW_RETENTION_DAYS) }
}

function openRecorder({ log, lifecycle }: WorkerParts, self: ReturnType<typeof openSelfDoor>): SelfRecorder {
  const recorder = createSelfRecorder({ ...self, log })
  lifecycle.onClose('own telemetry', () => recorder.close(), { deadlineMs: 3_000 })
  return recorder
}

/** Opens everything and works. Each part registers how it is closed; the last opened closes first. */
export async function startWorker(parts: WorkerParts): Promise<void> {
  const { env, log, lifecycle, adjust = (services) => services } = parts
  const pools = openPools(parts)
  await waitForDatabase(pools.work, log)
  const catalog = buildCatalog(packs)
  const slots = await syncCatalog(pools, catalog)
  const backplane = await openBackplane(parts)

  const producer = createProducer(backplane, log)
  lifecycle.onClose('producer', () => producer.close())
  const self = openSelfDoor(parts, pools, catalog, producer)
  const recorder = openRecorder(parts, self)
  const telemetry = createTelemetry(recorder)
  const liveHints = createLiveHints(backplane.hints)
  lifecycle.onClose('live hints', () => liveHints.close())

  const services: Services = {
    ...openAlerting(parts, { pools, backplane, producer, catalog, liveHints, telemetry }),
    pools,
    ingest: createIngestContext({ pools, catalog, slots, onCommit: (hint) => liveHints.tell(hint) }),
    cascade: new Cascade(pools, systemClock),
    producer,
    recorder,
    telemetry,
    scraping: openScraping(env, { pools, ...self }),
    clock: systemClock,
    log,
    ingestConcurrency: env.INGEST_CONCURRENCY,
    rawRetentionDays: env.RAW_RETENTION_DAYS,
    kanonMin: env.METRICS_KANON_MIN,
  }
  const runtime = await startWorkerRuntime({
    backplane,
    jobs: JOBS,
    handlers: createHandlers(adjust(services)),
    logger: log,
    onRun: (run) => telemetry.tellRun(run),
    onDead: (lane) => void lifecycle.shutdown(`lane ${lane} is dead`, 1),
  })
  lifecycle.onClose('jobs', () => runtime.stop())
  lifecycle.onClose(
    'process sampler',
    startProcessSampler((sample) => telemetry.tellProcess(sample)),
  )
}
