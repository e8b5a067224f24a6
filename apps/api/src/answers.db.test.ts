import { createBackplane } from '@tidemark/backplane'
import type { Role } from '@tidemark/contracts'
import { createPools, type Pools } from '@tidemark/db'
import { buildCatalog, createDoor, createIngestContext, drainInbox, syncCatalog } from '@tidemark/metrics'
import { Answers } from '@tidemark/metrics/query/answers'
import { packs } from '@tidemark/packs'
import { createLogger, uuidv7 } from '@tidemark/platform'
import { createTestDatabase, startRedis, type TestDatabase } from '@tidemark/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const logger = createLogger('test', { level: 'silent' })
const redis = await startRedis()
const project = { id: 0, timeZone: 'UTC', weekStart: 0 }
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

describe.each([
  { kind: 'postgres', skip: false },
  { kind: 'redis', skip: redis === null },
])('answers shared through $kind', ({ kind, skip }) => {
  let now = 0
  async function open() {
    const redisUrl = kind === 'redis' ? { redisUrl: redis!.url } : {}
    const backplane = await createBackplane({ databaseUrl: database.url, logger, role: 'test', ...redisUrl })
    const processOf = () => new Answers({ pool: pools.query, policy: kind, shared: backplane.cache, clock: () => now })
    return { backplane, one: processOf(), two: processOf() }
  }
  const asker = (role: Role, question: string) => ({ project, role, question })

  test.skipIf(skip)('a thousand who ask the same cost one computation, another process none [T-57 T-58]', async () => {
    const { backplane, one, two } = await open()
    let made = 0
    const make = async () => ({ made: ++made, dataTime: 5 })
    const all = await Promise.all(Array.from({ length: 1000 }, () => one.get(asker('viewer', 'a'), make)))
    expect(made).toBe(1)
    expect(all.every((answer) => answer.made === 1)).toBe(true)
    // What is shared says of which time its data is, whenever it is fetched.
    now += 14_000
    expect(await two.get(asker('viewer', 'a'), make)).toEqual({ made: 1, dataTime: 5 })
    await backplane.close()
  })

  test.skipIf(skip)("an admin's answer never serves a viewer, nor one zone or threshold another [T-57]", async () => {
    const { backplane, one } = await open()
    let made = 0
    const make = async () => ++made
    const ask = (role: Role, zone = 'UTC') =>
      one.get({ ...asker(role, 'b'), project: { ...project, timeZone: zone } }, make)
    expect(await ask('admin')).toBe(1)
    expect(await ask('viewer')).toBe(2)
    expect(await ask('viewer', 'Europe/Berlin')).toBe(3)
    expect(await ask('admin')).toBe(1)
    await pools.work.query('UPDATE project SET privacy_k = coalesce(privacy_k, 10) + 1 WHERE id = $1', [project.id])
    expect(await ask('admin')).toBe(4)
    await backplane.close()
  })

  test.skipIf(skip)('what has been committed is in every answer that is asked for afterwards [T-57]', async () => {
    const { backplane, one } = await open()
    const count = async () => {
      const { rows } = await pools.query.query<{ n: number }>('SELECT count(*) AS n FROM event')
      return rows[0]!.n
    }
    const ask = () => one.get(asker('viewer', 'c'), count)
    const before = await ask()
    await ingest()
    expect(await ask()).toBe(before + 1)
    await backplane.close()
  })
})
