import { afterAll, beforeAll, expect, test } from 'vitest'
import { differences, ofGrain, readRows, settle } from '../../test/rollup-rows.ts'
import { createWorld, request, type World } from '../../test/world.ts'
import { drainInbox } from '../ingest/drain-inbox.ts'
import { markSince } from './mark-since.ts'

const NOW = Date.parse('2026-03-30T12:00:00Z')
const DAY = 86_400_000
let world: World

beforeAll(async () => {
  // Half-hour days, and an hour that never was the day before.
  world = await createWorld({ clock: () => NOW, timeZone: 'Australia/Lord_Howe' })
  const events = Array.from({ length: 200 }, (_, i) => request(NOW - (i * 4 * DAY) / 200, { duration: i }))
  await world.door.accept(world.project, { events })
  await drainInbox(world.context, { budgetMs: 10_000, concurrency: 1 })
  await settle(world)
})
afterAll(() => world.close())

test.each(['5m', '1h', '1d'] as const)(
  'merging %s again changes nothing, and mends what was lost [OPS-02]',
  async (grain) => {
    const before = await readRows(world, world.project.id)
    await world.pools.work.query('DELETE FROM rollup WHERE grain = ANY($1::smallint[])', [
      { '5m': [2, 3, 4, 5], '1h': [3, 4, 5], '1d': [4, 5] }[grain],
    ])
    expect(await markSince(world.pools, world.project, NOW - 5 * DAY, grain)).toBeGreaterThan(3)
    await settle(world)
    const after = await readRows(world, world.project.id)
    expect(differences(after, before)).toEqual([])
    await markSince(world.pools, world.project, NOW - 5 * DAY, grain)
    await settle(world)
    expect(differences(await readRows(world, world.project.id), before)).toEqual([])
  },
)

test('nothing before the given time is looked at [OPS-02]', async () => {
  const rows = await readRows(world, world.project.id)
  expect(ofGrain(rows, '1d').length).toBeGreaterThan(0)
  expect(await markSince(world.pools, world.project, NOW + DAY, '5m')).toBe(0)
})
