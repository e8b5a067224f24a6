import { createRule, listIncidents } from '@tidemark/alerts'
import { type Backplane, createBackplane } from '@tidemark/backplane'
import { createPools, createPrisma, type Pools, type PrismaClient } from '@tidemark/db'
import { createProducer, drainInbox } from '@tidemark/jobs'
import { buildCatalog, createDoor } from '@tidemark/metrics'
import { packs } from '@tidemark/packs'
import { createLifecycle, createLogger, type Lifecycle, readEnv, uuidv7 } from '@tidemark/platform'
import { createTestDatabase, startRedis, type TestDatabase, type TestRedis } from '@tidemark/testkit'
import { bootstrap, openProject, type ServiceContext } from '@tidemark/workspace'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startWorker } from './start-worker.ts'

const SECRET = 'a secret of the tests that is long enough'
const log = createLogger('test', { level: 'silent' })
const redis: TestRedis | null = await startRedis()
afterAll(() => redis?.stop())
const soon = { timeout: 40_000, interval: 50 }

/** Finished runs of a minute that is over, so that nothing has to be waited for. */
const runs = (type: 'run_succeeded' | 'run_failed', n: number) =>
  Array.from({ length: n }, () => ({
    id: uuidv7(),
    type,
    ts: new Date(Date.now() - 3 * 60_000).toISOString(),
    props: { workflow: 'invoice', duration: 900 },
  }))

// Side by side: both wait for clocks most of the time.
describe.concurrent.each([
  { kind: 'postgres' as const, skip: false },
  { kind: 'redis' as const, skip: redis === null },
])('alerting on $kind', ({ kind, skip }) => {
  let database: TestDatabase
  let pools: Pools
  let prisma: PrismaClient
  let backplane: Backplane
  let lifecycle: Lifecycle
  let ctx: ServiceContext

  beforeAll(async () => {
    if (skip) return
    database = await createTestDatabase()
    prisma = createPrisma(database.url)
    pools = createPools({ url: database.url })
    const system = { prisma, now: () => Date.now(), actor: { kind: 'system' } } as const
    await bootstrap(system)
    ctx = await openProject(system, 'main')
    const redisUrl = kind === 'redis' ? { redisUrl: redis!.url } : {}
    backplane = await createBackplane({ databaseUrl: database.url, logger: log, role: 'test', ...redisUrl })
    lifecycle = createLifecycle({ log, source: { on: () => process }, exit: vi.fn() })
    const settings = { NODE_ENV: 'test', DATABASE_URL: database.url, TIDEMARK_SECRET: SECRET }
    await startWorker({ env: readEnv({ ...settings, REDIS_URL: redisUrl.redisUrl }), log, lifecycle })
  })
  afterAll(async () => {
    if (skip) return
    await lifecycle.shutdown('end of test', 0)
    await backplane.close()
    await prisma.$disconnect()
    await pools.close()
    await database.drop()
  })

  it.skipIf(skip)(
    'tells of a workflow below its target once, from the event to the channel [SLO-04 ALR-07 ALR-11]',
    async () => {
      const channel = { id: uuidv7(), projectId: ctx.project.id, kind: 'log', name: 'ops' }
      await prisma.alertChannel.create({ data: channel })
      const producer = createProducer(backplane)
      const wake = () => producer.wake(drainInbox)
      const door = createDoor({ pools, catalog: buildCatalog(packs), secret: SECRET, wake })
      const project = { id: ctx.project.id, rawRetentionDays: 7 }
      const events = [...runs('run_succeeded', 95), ...runs('run_failed', 5)]
      expect(await door.accept(project, { events })).toMatchObject({ accepted: 100, rejected: [] })
      const rule = await createRule(ctx, {
        name: 'Workflow SLI violation',
        condition: { kind: 'sli', scope: { of: 'each_workflow' }, window: null },
        severity: null,
        forSeconds: 0,
        keepFiringForSeconds: 0,
        intervalSeconds: 10,
        cooldownSeconds: 600,
        minSamples: 30,
        channelIds: [channel.id],
        enabled: true,
      })

      await vi.waitFor(async () => {
        const told = await prisma.notification.findMany({ where: { transition: { ruleId: rule.id } } })
        expect(told).toMatchObject([{ state: 'sent', payload: { workflowId: 'invoice', severity: 'critical' } }])
      }, soon)
      expect(await listIncidents(ctx, { state: 'active', limit: 10 })).toMatchObject([
        { title: 'Workflow SLI Violation: Success Rate', severity: 'critical', labels: { workflow: 'invoice' } },
      ])
      producer.close()
      await door.close()
    },
  )
})
