import { type Backplane, createBackplane, LIVE_CHANNEL } from '@tidemark/backplane'
import type { LiveHint } from '@tidemark/contracts'
import { createPools, createPrisma, type Pools } from '@tidemark/db'
import { createProducer, drainInbox } from '@tidemark/jobs'
import { buildCatalog, createDoor } from '@tidemark/metrics'
import { packs } from '@tidemark/packs'
import { createLifecycle, createLogger, type Lifecycle, readEnv, uuidv7 } from '@tidemark/platform'
import { createTestDatabase, startRedis, type TestDatabase, type TestRedis } from '@tidemark/testkit'
import { bootstrap, FIRST_PROJECT, SELF_PROJECT } from '@tidemark/workspace'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startWorker } from './start-worker.ts'

const SECRET = 'a secret of the tests that is long enough'
const log = createLogger('test', { level: 'silent' })
const redis: TestRedis | null = await startRedis()
afterAll(() => redis?.stop())

const soon = { timeout: 30_000, interval: 20 }

// Side by side: both wait for clocks most of the time.
describe.concurrent.each([
  { kind: 'postgres' as const, skip: false },
  { kind: 'redis' as const, skip: redis === null },
])('the worker on $kind', ({ kind, skip }) => {
  let database: TestDatabase
  let pools: Pools
  let backplane: Backplane
  let lifecycle: Lifecycle
  // No mock: whatever test begins beside this one would clear what it has seen.
  const exits: number[] = []
  const projects = new Map<string, number>()

  beforeAll(async () => {
    if (skip) return
    database = await createTestDatabase()
    const redisUrl = kind === 'redis' ? redis!.url : undefined
    const prisma = createPrisma(database.url)
    await bootstrap({ prisma, now: () => Date.now(), actor: { kind: 'system' } })
    for (const { slug, id } of await prisma.project.findMany()) projects.set(slug, id)
    await prisma.$disconnect()
    pools = createPools({ url: database.url })
    backplane = await createBackplane({
      databaseUrl: database.url,
      logger: log,
      role: 'test',
      ...(redisUrl && { redisUrl }),
    })
    lifecycle = createLifecycle({ log, source: { on: () => process }, exit: (code) => exits.push(code) })
    const env = readEnv({
      NODE_ENV: 'test',
      DATABASE_URL: database.url,
      TIDEMARK_SECRET: SECRET,
      ...(redisUrl && { REDIS_URL: redisUrl }),
    })
    await startWorker({ env, log, lifecycle })
  })
  afterAll(async () => {
    if (skip) return
    await lifecycle.shutdown('end of test', 0)
    expect(exits).toEqual([0])
    await backplane.close()
    await pools.close()
    await database.drop()
  })

  it.skipIf(skip)('folds what the door accepts, tells pages, and records itself', async () => {
    const producer = createProducer(backplane)
    const wake = () => producer.wake(drainInbox)
    const door = createDoor({ pools, catalog: buildCatalog(packs), secret: SECRET, wake })
    const heard: LiveHint[] = []
    backplane.hints.subscribe(LIVE_CHANNEL, (message) => heard.push(JSON.parse(message) as LiveHint))
    const project = { id: projects.get(FIRST_PROJECT)!, rawRetentionDays: 7 }
    const send = () =>
      door.accept(project, {
        events: [
          {
            id: uuidv7(),
            type: 'api_request',
            ts: new Date().toISOString(),
            props: { method: 'GET', route: '/', status: 200 },
          },
        ],
      })

    await vi.waitFor(async () => {
      expect(await send()).toMatchObject({ accepted: 1, rejected: [] })
      expect(heard.some((hint) => hint.project === project.id && hint.metrics.length > 0)).toBe(true)
    }, soon)
    await vi.waitFor(async () => {
      const { rows } = await pools.query.query(
        'SELECT DISTINCT grain FROM rollup r JOIN series s ON s.id = r.series_id WHERE s.project_id = $1',
        [project.id],
      )
      expect(rows.length).toBeGreaterThan(1)
    }, soon)
    await vi.waitFor(async () => {
      const { rows } = await pools.query.query<{ event_type: string }>(
        'SELECT DISTINCT d.event_type FROM event e JOIN dimension_set d ON d.id = e.dimension_set_id WHERE e.project_id = $1',
        [projects.get(SELF_PROJECT)],
      )
      const types = rows.map((row) => row.event_type).sort()
      expect(types).toEqual(['database_sample', 'ingest_claim', 'job_run', 'process_sample'])
    }, soon)
    await door.close()
  })
})
