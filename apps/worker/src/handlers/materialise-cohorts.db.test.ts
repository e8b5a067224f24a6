import { defineCohort, defineEvent, definePack, match, text } from '@tidemark/contracts'
import { createPools, type Pools } from '@tidemark/db'
import { buildCatalog, createDoor, createIngestContext, drainInbox, syncCatalog } from '@tidemark/metrics'
import { uuidv7 } from '@tidemark/platform'
import { createTestDatabase, type TestDatabase } from '@tidemark/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Services } from '../services.ts'
import { createMaterialiseCohorts } from './materialise-cohorts.ts'

const DAY = 86_400_000
const visit = defineEvent({
  type: 'visit',
  title: 'Visit',
  dimensions: { country: text({ personal: true }) },
  measures: {},
})
const visitors = defineCohort({
  title: 'Visitors',
  born: match(visit),
  returned: match(visit),
  period: 'week',
  by: ['country'],
})
const club = definePack({
  name: 'club',
  title: 'Club',
  version: '1.0.0',
  events: [visit],
  metrics: {},
  cohorts: { visitors },
})

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

test('stored tables tell of as few people as the installation allows, or as the project does [T-05]', async () => {
  const catalog = buildCatalog([club])
  const ingest = createIngestContext({ pools, catalog, slots: await syncCatalog(pools, catalog) })
  await pools.work.query("INSERT INTO organization (id, name, slug, created_at) VALUES ('o', 'O', 'o', now())")
  const { rows: projects } = await pools.work.query<{ id: number }>(
    "INSERT INTO project (organization_id, slug, name, privacy_k) VALUES ('o', 'p', 'p', NULL), ('o', 'q', 'q', 7) RETURNING id",
  )
  const now = Date.now()
  const door = createDoor({ pools, catalog, secret: 'a secret that is only used in these tests' })
  for (const { id } of projects) {
    const event = { type: 'visit', actor: 'ann', props: { country: 'de' } }
    const at = now - 2 * DAY
    await door.accept(
      { id, rawRetentionDays: 7 },
      { events: [{ ...event, id: uuidv7(at), ts: new Date(at).toISOString() }] },
    )
  }
  await drainInbox(ingest, { budgetMs: 10_000, concurrency: 1 })
  const services = { pools, ingest, clock: () => now, kanonMin: 3 } as unknown as Services
  await (createMaterialiseCohorts(services) as () => Promise<unknown>)()
  const { rows } = await pools.work.query(
    "SELECT result -> 'receipt' -> 'k' AS k FROM cohort_day WHERE breakdown = 'country' ORDER BY project_id",
  )
  expect(rows).toEqual([{ k: 3 }, { k: 7 }])
  await door.close()
})
