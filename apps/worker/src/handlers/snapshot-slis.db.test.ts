import { createPools, type Pools } from '@tidemark/db'
import { IDLE } from '@tidemark/jobs'
import { buildCatalog, Cascade, createDoor, createIngestContext, drainInbox, syncCatalog } from '@tidemark/metrics'
import { packs } from '@tidemark/packs'
import { uuidv7 } from '@tidemark/platform'
import { createTestDatabase, type TestDatabase } from '@tidemark/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Services } from '../services.ts'
import { createSnapshotSlis } from './snapshot-slis.ts'

let database: TestDatabase
let pools: Pools

beforeAll(async () => {
  database = await createTestDatabase()
  pools = createPools({ url: database.url })
})
afterAll(async () => {
  await pools.close()
  await database.drop()
})

test('saves every window of the project and its workflows, once per hour, however often it runs [SLO-03 TBL-10]', async () => {
  const catalog = buildCatalog(packs)
  const ingest = createIngestContext({ pools, catalog, slots: await syncCatalog(pools, catalog) })
  const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000
  let now = hour + 60_000
  const run = createSnapshotSlis({ pools, ingest, clock: () => now } as Services) as () => Promise<unknown>
  expect(await run()).toBe(IDLE)

  await pools.work.query("INSERT INTO organization (id, name, slug, created_at) VALUES ('o', 'O', 'o', now())")
  const addProject = async (slug: string) => {
    const { rows } = await pools.work.query<{ id: number }>(
      "INSERT INTO project (organization_id, slug, name) VALUES ('o', $1, $1) RETURNING id",
      [slug],
    )
    return rows[0]!.id
  }
  const door = createDoor({ pools, catalog, secret: 'a secret that is only used in these tests' })
  const finishRun = async (project: number) => {
    const ended = {
      id: uuidv7(),
      type: 'run_failed',
      ts: new Date(hour).toISOString(),
      props: { workflow: 'a', duration: 1 },
    }
    await door.accept({ id: project, rawRetentionDays: 7 }, { events: [ended] })
    await drainInbox(ingest, { budgetMs: 10_000, concurrency: 1 })
    await new Cascade(pools, Date.now).run({ budgetMs: 10_000, force: true })
  }
  await finishRun(await addProject('p'))

  const countRows = async () => (await pools.query.query('SELECT count(*) AS n FROM sli_window_snapshot')).rows[0]
  await run()
  now += 60_000
  await run()
  expect(await countRows()).toEqual({ n: 6 })
  now = hour + 3_600_000
  await run()
  expect(await countRows()).toEqual({ n: 12 })

  // A project that cannot be judged fails the job, and the one after it is saved all the same.
  await pools.work.query("UPDATE project SET timezone = 'Nowhere/Land'")
  await finishRun(await addProject('q'))
  await expect(run()).rejects.toThrow('1 projects have no new SLI window')
  expect(await countRows()).toEqual({ n: 18 })
  await door.close()
})
