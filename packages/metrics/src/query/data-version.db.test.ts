import { afterAll, beforeAll, expect, test } from 'vitest'
import { createWorld, request, SECRET, type World } from '../../test/world.ts'
import { createBackfill } from '../ingest/backfill.ts'
import { LOCK } from '../locks.ts'
import { readDataVersion } from './data-version.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

test('a writer that has taken its revision and not committed yet makes a version of its own [T-57]', async () => {
  const version = () => readDataVersion(world.pools.query, world.project.id)
  const before = await version()
  expect(await version()).toBe(before)
  const writer = await world.pools.work.connect()
  await writer.query('BEGIN')
  await writer.query('SELECT pg_advisory_xact_lock_shared($1, $2)', [LOCK.fold, world.project.id])
  await writer.query("SELECT nextval('revision_seq')")
  const during = await version()
  expect(during).not.toBe(before)
  expect(await version()).toBe(during)
  await writer.query('COMMIT')
  writer.release()
  expect(await version()).not.toBe(during)
})

test('history that is imported makes a version of its own before it is folded [T-57]', async () => {
  const { pools, catalog, project } = world
  const version = () => readDataVersion(pools.query, project.id)
  const backfill = createBackfill({ pools, catalog, slots: world.context.slots, secret: SECRET })
  const before = await version()
  const events = [request(Date.now() - 30 * 86_400_000)]
  await backfill.add(project, events)
  const after = await version()
  expect(after).not.toBe(before)
  await backfill.add(project, events)
  expect(await version()).toBe(after)
  await backfill.finish(project.id)
})

test('a correction of objectives makes a version of its own, and so does taking it back [T-57]', async () => {
  const { pools, project } = world
  const version = () => readDataVersion(pools.query, project.id)
  const before = await version()
  await pools.work.query(
    `INSERT INTO slo_correction (id, project_id, slo, from_at, to_at, reason, created_by)
     VALUES (gen_random_uuid(), $1, NULL, now() - interval '1 hour', now(), 'move', 'cli')`,
    [project.id],
  )
  expect(await version()).not.toBe(before)
  await pools.work.query('DELETE FROM slo_correction WHERE project_id = $1', [project.id])
  expect(await version()).toBe(before)
})
