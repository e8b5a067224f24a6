import { createBackplane } from '@tidemark/backplane'
import { CohortQuery, ExperimentQuery, FunnelQuery, type Role, SloQuery, StallQuery } from '@tidemark/contracts'
import { createPools, type Pools } from '@tidemark/db'
import { buildCatalog, createDoor, createIngestContext, drainInbox, syncCatalog } from '@tidemark/metrics'
import { Looks } from '@tidemark/metrics/audit/looks'
import { Answers } from '@tidemark/metrics/query/answers'
import { packs } from '@tidemark/packs'
import { createLogger, uuidv7 } from '@tidemark/platform'
import { createTestDatabase, startRedis, type TestDatabase } from '@tidemark/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMetricServices } from './services.ts'
import type { Asker, MetricServices } from './trpc/context.ts'

const logger = createLogger('test', { level: 'silent' })
const redis = await startRedis()
const project = { id: 0 }
let database: TestDatabase
let pools: Pools

beforeAll(async () => {
  database = await createTestDatabase()
  pools = createPools({ url: database.url, process: 'test' })
  await pools.work.query("INSERT INTO organization (id, name, slug, created_at) VALUES ('o1', 'T', 't', now())")
  const { rows } = await pools.work.query<{ id: number }>(
    "INSERT INTO project (organization_id, slug, name) VALUES ('o1', 'p1', 'P') RETURNING id",
  )
  project.id = rows[0]!.id
})
afterAll(async () => {
  await pools.close()
  await database.drop()
  await redis?.stop()
})

const range = { from: Date.now() - 86_400_000, to: Date.now() }
const asker = (role: Role, timeZone = 'UTC'): Asker => ({
  role,
  project: { id: project.id, organizationId: 'o1', slug: 'p1', name: 'P', timeZone, weekStart: 0, rawRetentionDays: 7 },
})

/** Sends one event all the way into the rollups. */
async function ingest(): Promise<void> {
  const catalog = buildCatalog(packs)
  const context = createIngestContext({ pools, catalog, slots: await syncCatalog(pools, catalog) })
  const door = createDoor({ pools, catalog, secret: 'a secret that only tests know, long enough' })
  const props = { method: 'GET', route: '/', status: 200 }
  const event = { id: uuidv7(), type: 'api_request', ts: new Date().toISOString(), props }
  await door.accept({ id: project.id, rawRetentionDays: 7 }, { events: [event] })
  await drainInbox(context, { budgetMs: 10_000, concurrency: 1 })
  await door.close()
}

/** One of each kind that is no metric, as the api asks it. */
const QUESTIONS: Record<string, (services: MetricServices, by: Asker) => Promise<object>> = {
  funnel: ({ funnel }, by) => funnel(by, FunnelQuery.parse({ funnel: 'narrative-game.game', range })),
  stall: ({ stall }, by) => stall(by, StallQuery.parse({ stall: 'narrative-game.stuck_rate', range })),
  cohort: ({ cohorts }, by) =>
    cohorts.query(by, CohortQuery.parse({ cohort: 'narrative-game.players', range, period: 'day' })),
  experiment: ({ experiments }, by) =>
    experiments.read(by, ExperimentQuery.parse({ experiment: 'narrative-game.experiments', name: 'diet', range })),
  objective: ({ slo }, by) => slo(by, SloQuery.parse({ slo: 'narrative-game.fallback' })),
}

describe.each([
  { kind: 'postgres', skip: false },
  { kind: 'redis', skip: redis === null },
])('answers shared through $kind', ({ kind, skip }) => {
  let now = 0
  const about = (question: string) => ({ kind: 'metric', question }) as const
  async function open() {
    const redisUrl = kind === 'redis' ? { redisUrl: redis!.url } : {}
    const backplane = await createBackplane({ databaseUrl: database.url, logger, role: 'test', ...redisUrl })
    const processOf = () => new Answers({ pool: pools.query, policy: kind, shared: backplane.cache, clock: () => now })
    return { backplane, one: processOf(), two: processOf() }
  }

  test.skipIf(skip)('a thousand who ask the same cost one computation, another process none [T-57 T-58]', async () => {
    const { backplane, one, two } = await open()
    let made = 0
    const make = async () => ({ made: ++made, dataTime: 5 })
    const all = await Promise.all(Array.from({ length: 1000 }, () => one.get(asker('viewer'), about('a'), make)))
    expect(made).toBe(1)
    expect(all.every((answer) => answer.made === 1)).toBe(true)
    // What is shared says of which time its data is, whenever it is fetched.
    now += 14_000
    expect(await two.get(asker('viewer'), about('a'), make)).toEqual({ made: 1, dataTime: 5 })
    await backplane.close()
  })

  test.skipIf(skip)("an admin's answer never serves a viewer, nor one zone or threshold another [T-57]", async () => {
    const { backplane, one } = await open()
    let made = 0
    const make = async () => ++made
    const ask = (role: Role, timeZone = 'UTC') => one.get(asker(role, timeZone), about('b'), make)
    expect(await ask('admin')).toBe(1)
    expect(await ask('viewer')).toBe(2)
    expect(await ask('viewer', 'Europe/Berlin')).toBe(3)
    expect(await ask('admin')).toBe(1)
    await pools.work.query('UPDATE project SET privacy_k = coalesce(privacy_k, 10) + 1 WHERE id = $1', [project.id])
    expect(await ask('admin')).toBe(4)
    expect(await one.get(asker('admin'), { kind: 'funnel', question: 'b' }, make)).toBe(5)
    await backplane.close()
  })

  test.skipIf(skip)('what has been committed is in every answer that is asked for afterwards [T-57]', async () => {
    const { backplane, one } = await open()
    const count = async () => {
      const { rows } = await pools.query.query<{ n: number }>('SELECT count(*) AS n FROM event')
      return rows[0]!.n
    }
    const ask = () => one.get(asker('viewer'), about('c'), count)
    const before = await ask()
    await ingest()
    expect(await ask()).toBe(before + 1)
    await backplane.close()
  })

  test.skipIf(skip)(
    'a failure is told and not kept; what is too long for others is kept by its own process',
    async () => {
      const { backplane, one, two } = await open()
      const failing = () => Promise.reject(new Error('no'))
      await expect(one.get(asker('viewer'), about('d'), failing)).rejects.toThrow('no')
      let made = 0
      const long = async () => ({ made: ++made, left: undefined, text: 'x'.repeat(300_000) })
      const ask = async (answers: Answers) => Object.entries(await answers.get(asker('viewer'), about('d'), long))
      const kept = (n: number) => [
        ['made', n],
        ['text', expect.any(String)],
      ]
      expect(await ask(one)).toEqual(kept(1))
      expect(await ask(one)).toEqual(kept(1))
      expect(await ask(two)).toEqual(kept(2))
      await backplane.close()
    },
  )

  test.skipIf(skip)(
    'what is no metric is worked out once for all processes too, per role and state of the data [T-57]',
    async () => {
      const { backplane } = await open()
      const parts = { pools, catalog: buildCatalog(packs), cache: backplane.cache, looks: new Looks() }
      const settings = {
        METRICS_MAX_RANGE_DAYS: 400,
        METRICS_KANON_MIN: 10,
        RAW_RETENTION_DAYS: 7,
        TIDEMARK_SECRET: '',
      }
      const [one, two] = [createMetricServices(parts, settings), createMetricServices(parts, settings)]
      for (const [name, ask] of Object.entries(QUESTIONS)) {
        const first = await ask(one, asker('viewer'))
        // The moment of the answer is in it: whoever works it out again tells another one.
        expect(await ask(two, asker('viewer')), name).toStrictEqual(first)
        expect(await ask(two, asker('admin')), name).not.toEqual(first)
        await ingest()
        expect(await ask(two, asker('viewer')), name).not.toEqual(first)
      }
      await backplane.close()
    },
  )
})
