import { openChannelServices } from '@tidemark/alerts'
import { createBackplane, type SharedCache } from '@tidemark/backplane'
import { createPools, createPrisma } from '@tidemark/db'
import { createProducer, drainInbox } from '@tidemark/jobs'
import {
  buildCatalog,
  catalogView,
  createDoor,
  createWorkflowAnalytics,
  dimensionValues,
  experimentNames,
  listCohorts,
  listRejected,
  queryCohort,
  queryMetric,
  querySummary,
  readCohortDigest,
  readExperiment,
  readHealth,
  readSlo,
  replayRejected,
  summariseRejected,
} from '@tidemark/metrics'
import { Looks } from '@tidemark/metrics/audit/looks'
import { queryFunnel } from '@tidemark/metrics/funnel/query-funnel'
import { Answers, type Asked } from '@tidemark/metrics/query/answers'
import { recutCalendar } from '@tidemark/metrics/rollup/recut-calendar'
import { queryStall } from '@tidemark/metrics/stall/query-stall'
import { packs } from '@tidemark/packs'
import { type Env, type Lifecycle, type Logger, requireDatabaseUrl, systemClock } from '@tidemark/platform'
import type { Asker, MetricServices } from './trpc/context.ts'

type Catalog = ReturnType<typeof buildCatalog>
type Pools = ReturnType<typeof createPools>

/** The auditor hears of what people look at within so many ms. */
const FLUSH_LOOKS_MS = 10_000

/** The metrics engine as the calls see it. */
export function createMetricServices(
  { pools, catalog, cache, looks }: { pools: Pools; catalog: Catalog; cache: SharedCache; looks: Looks },
  env: Pick<Env, 'METRICS_MAX_RANGE_DAYS' | 'METRICS_KANON_MIN' | 'RAW_RETENTION_DAYS' | 'TIDEMARK_SECRET'>,
): MetricServices {
  const reading = {
    pool: pools.query,
    catalog,
    maxRangeDays: env.METRICS_MAX_RANGE_DAYS,
    kanonMin: env.METRICS_KANON_MIN,
    looks,
  }
  const units = { ...reading, rawRetentionDays: env.RAW_RETENTION_DAYS }
  const settings = [env.METRICS_MAX_RANGE_DAYS, env.METRICS_KANON_MIN, env.RAW_RETENTION_DAYS]
  const policy = JSON.stringify([catalog.hash, ...settings])
  const answers = new Answers({ pool: pools.query, policy, shared: cache, clock: systemClock })
  /** Answers a kind of question once for all who ask the same. */
  const shared =
    <Q, A>(kind: Asked['kind'], answer: (project: Asker['project'], question: Q) => Promise<A>) =>
    (asker: Asker, question: Q): Promise<A> =>
      answers.get(asker, { kind, question }, () => answer(asker.project, question))
  const view = catalogView(catalog)
  return {
    catalogView: () => view,
    query: shared('metric', (project, query) => queryMetric(reading, project, query)),
    summary: shared('summary', (project, queries) => querySummary(reading, project, queries)),
    dimensionValues: (projectId, question) => dimensionValues(reading, projectId, question),
    listRejected: (projectId, { reason, cursor }) =>
      listRejected(pools, projectId, { reason: reason ?? undefined, cursor: cursor ?? undefined }),
    summariseRejected: (projectId) => summariseRejected(pools, projectId),
    replayRejected: (project, { reason, ids }) =>
      replayRejected(
        { pools, catalog, secret: env.TIDEMARK_SECRET },
        { id: project.id, rawRetentionDays: project.rawRetentionDays ?? env.RAW_RETENTION_DAYS },
        { reason: reason ?? undefined, ids: ids ?? undefined },
      ),
    funnel: shared('funnel', (project, query) => queryFunnel(units, project, query)),
    stall: shared('stall', (project, query) => queryStall(units, project, query)),
    recutCalendar: (projectId) => recutCalendar(pools, projectId),
    workflows: createWorkflowAnalytics(reading),
    cohorts: {
      list: () => listCohorts(catalog),
      query: shared('cohort', (project, query) => queryCohort(reading, project, query)),
      digest: (projectId, day) => readCohortDigest(pools.query, projectId, day),
    },
    experiments: {
      names: (projectId, experiment) => experimentNames(reading, projectId, experiment),
      read: shared('experiment', (project, query) => readExperiment(units, project, query)),
    },
    slo: shared('slo', (project, query) => readSlo(reading, project, query)),
    health: shared('health', (project, query) => readHealth(reading, project, query)),
  }
}

/** Opens everything the api works with and leaves with the lifecycle how to close it. */
export async function openServices(env: Env, log: Logger, lifecycle: Lifecycle) {
  const url = requireDatabaseUrl(env)
  const pools = createPools({
    url,
    process: 'api',
    onError: (pool, error) => log.warn({ err: error, pool }, 'an idle database connection died'),
  })
  lifecycle.onClose('pools', () => pools.close())
  const prisma = createPrisma(url, { applicationName: 'api-crud' })
  lifecycle.onClose('prisma', () => prisma.$disconnect())
  const backplane = await createBackplane({
    databaseUrl: url,
    ...(env.REDIS_URL === undefined ? {} : { redisUrl: env.REDIS_URL }),
    logger: log,
    role: 'api',
  })
  lifecycle.onClose('backplane', () => backplane.close())
  const producer = createProducer(backplane, log)
  lifecycle.onClose('producer', () => producer.close())
  const catalog = buildCatalog(packs)
  const wake = () => producer.wake(drainInbox)
  const door = createDoor({ pools, catalog, secret: env.TIDEMARK_SECRET, clock: systemClock, wake })
  lifecycle.onClose('door', () => door.close())
  const looks = new Looks()
  const flushing = setInterval(() => {
    looks
      .flush(pools.work)
      .catch((error: unknown) => log.warn({ err: error }, 'what was looked at is not written down'))
  }, FLUSH_LOOKS_MS)
  lifecycle.onClose('looks', async () => clearInterval(flushing))
  const metrics = createMetricServices({ pools, catalog, cache: backplane.cache, looks }, env)
  return { pools, prisma, backplane, producer, door, metrics, channels: openChannelServices(env, log) }
}

export type Services = Awaited<ReturnType<typeof openServices>>
