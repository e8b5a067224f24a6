import { afterAll, beforeAll, expect, test } from 'vitest'
import { differences, readRows } from '../../test/rollup-rows.ts'
import { createWorld, request, SECRET, type World } from '../../test/world.ts'
import { runQueuedRebuilds } from '../rollup/rebuild/rebuild-queue.ts'
import { verifyRange } from '../rollup/rebuild/verify-range.ts'
import { type Backfill, createBackfill } from './backfill.ts'

const DAY = 86_400_000
const OLD = Date.UTC(2019, 2, 10, 5)

let world: World
let backfill: Backfill
beforeAll(async () => {
  world = await createWorld()
  backfill = openBackfill()
})
afterAll(() => world.close())

function openBackfill(): Backfill {
  const { pools, catalog, context } = world
  return createBackfill({ pools, catalog, slots: context.slots, secret: SECRET, context })
}

/** Ids that are no UUIDs, as importers make them, over some days. */
const lines = (count: number, days: number, prefix: string) =>
  Array.from({ length: count }, (_, i) => ({
    ...request(OLD + Math.floor((i * days * DAY) / count), { route: `/r${i % 5}`, duration: i % 97, bytes: i }),
    id: `${prefix}-${i}`,
  }))

const outcomes = async (projectId: number) => {
  const { rows } = await world.pools.work.query(
    'SELECT outcome, sum(n)::int AS n FROM ingest_outcome WHERE project_id = $1 GROUP BY 1',
    [projectId],
  )
  return Object.fromEntries(rows.map(({ outcome, n }) => [outcome, n]))
}

test('history of any age is stored, folded by whole days and equal to raw; a second import changes nothing', async () => {
  const project = await world.addProject('history', 'America/New_York')
  const events = [...lines(900, 3, 'a'), { id: 'bad', type: 'api_request', ts: 'never' }]
  expect(await backfill.add(project, events)).toMatchObject({ accepted: 900, duplicate: 0, rejected: [{ index: 900 }] })
  expect(await readRows(world, project.id)).toEqual(new Map())
  const finished = await backfill.finish(project.id)
  expect(finished.days).toBe(4)
  const rows = await readRows(world, project.id)
  expect(finished.rows).toBe(rows.size)
  expect(await verifyRange(world.context, project.id, OLD, OLD + 3 * DAY)).toMatchObject({ events: 900, mismatched: 0 })

  expect(await backfill.add(project, events)).toMatchObject({ accepted: 0, duplicate: 900, optedOut: 0 })
  expect(await backfill.finish(project.id)).toEqual({ days: 0, rows: 0 })
  expect(differences(await readRows(world, project.id), rows)).toEqual([])
  expect(await outcomes(project.id)).toEqual({ received: 1802, stored: 900, duplicate: 900, rejected: 2 })
})

test('an id of another time than its event is given the time of the event', async () => {
  const project = await world.addProject('new-ids')
  const events = lines(50, 1, 'x').map((event) => ({ ...request(Date.now()), ts: event.ts }))
  expect(await backfill.add(project, events)).toMatchObject({ accepted: 50 })
  expect(await backfill.add(project, events)).toMatchObject({ duplicate: 50 })
  await backfill.finish(project.id)
  expect(await verifyRange(world.context, project.id, OLD, OLD + DAY)).toMatchObject({ events: 50, mismatched: 0 })
})

test('an import that runs is left alone, one that died is folded by the worker', async () => {
  const project = await world.addProject('dying')
  const dying = openBackfill()
  await dying.add(project, lines(100, 2, 'd'))
  expect(await runQueuedRebuilds(world.context)).toMatchObject({ ranges: 0 })
  await world.pools.work.query(
    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = 7105 AND objid = $1",
    [project.id],
  )
  await expect.poll(async () => (await runQueuedRebuilds(world.context)).events, { timeout: 30_000 }).toBe(100)
  expect(await verifyRange(world.context, project.id, OLD, OLD + 3 * DAY)).toMatchObject({ events: 100, mismatched: 0 })
  await dying.finish(project.id)
})
