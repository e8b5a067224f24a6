import { createPools, createPrisma, type Pools } from '@tidemark/db'
import {
  buildCatalog,
  Cascade,
  createDoor,
  createIngestContext,
  drainInbox,
  type IngestContext,
  syncCatalog,
} from '@tidemark/metrics'
import { packs } from '@tidemark/packs'
import { systemClock } from '@tidemark/platform'
import { createTestDatabase, type TestDatabase } from '@tidemark/testkit'
import { bootstrap, FIRST_PROJECT, openProject } from '@tidemark/workspace'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeBatch } from './make-batch.ts'
import { countWaiting, judge } from './oracle.ts'
import { countMismatches } from './verify-lab.ts'

let database: TestDatabase
let pools: Pools
let context: IngestContext
let projectId = 0
const acknowledged = new Set<string>()

beforeAll(async () => {
  database = await createTestDatabase()
  pools = createPools({ url: database.url, process: 'chaos-test' })
  const prisma = createPrisma(database.url)
  const ctx = { prisma, actor: { kind: 'system' } as const, now: systemClock }
  await bootstrap(ctx)
  projectId = (await openProject(ctx, FIRST_PROJECT)).project.id
  await prisma.$disconnect()

  const catalog = buildCatalog(packs)
  context = createIngestContext({ pools, catalog, slots: await syncCatalog(pools, catalog) })
  const door = createDoor({ pools, catalog, secret: 'only for this test, but long enough to be one' })
  for (let n = 0; n < 3; n++) {
    const batch = makeBatch(n, 50, Date.now())
    // The second time is the resend of an acknowledged batch.
    for (let time = 0; time < 2; time++) {
      await door.accept({ id: projectId, rawRetentionDays: 7 }, { events: JSON.parse(batch.events) })
    }
    for (const id of batch.valid) acknowledged.add(id)
  }
  await door.close()
})

afterAll(async () => {
  await pools.close()
  await database.drop()
})

test('the oracle is content with a calm day and sees each kind of damage', async () => {
  expect(await countWaiting(pools.query, projectId)).toBeGreaterThan(0)
  await drainInbox(context, { budgetMs: 60_000, concurrency: 1 })
  await new Cascade(pools, systemClock).run({ budgetMs: 60_000, force: true })
  expect(await countWaiting(pools.query, projectId)).toBe(0)

  const sound = { lost: 0, duplicated: 0, stored: 141, unaccounted: 0 }
  const grains = { '1m': 141, '5m': 141, '1h': 141, '1d': 141, '1w': 141 }
  expect(await judge(pools.work, projectId, acknowledged)).toMatchObject({ ...sound, rollupEvents: grains })
  expect(await countMismatches(pools, projectId)).toBe(0)

  const [id] = acknowledged
  await pools.work.query('DELETE FROM event WHERE project_id = $1 AND id = $2', [projectId, id])
  expect(await judge(pools.work, projectId, acknowledged)).toMatchObject({ lost: 1, duplicated: 1, stored: 140 })
  expect(await countMismatches(pools, projectId)).toBeGreaterThan(0)

  await pools.work.query(
    `INSERT INTO ingest_outcome (project_id, hour, outcome, n) VALUES ($1, date_trunc('hour', now()), 'received', 5)`,
    [projectId],
  )
  expect(await judge(pools.work, projectId, acknowledged)).toMatchObject({ unaccounted: 5 })
})
