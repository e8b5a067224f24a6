import { afterAll, beforeAll, expect, test } from 'vitest'
import { createWorld, type World } from '../../test/world.ts'
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
