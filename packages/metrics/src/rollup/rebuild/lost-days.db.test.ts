import { ensureEventPartitions } from '@tidemark/db'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { differences, type RowsByName, readRows, settle } from '../../../test/rollup-rows.ts'
import { createWorld, request, type World } from '../../../test/world.ts'
import { drainInbox } from '../../ingest/drain-inbox.ts'
import { queueRebuild, runQueuedRebuilds } from './rebuild-queue.ts'
import { rebuildRange } from './rebuild-range.ts'
import { verifyRange } from './verify-range.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = Date.UTC(2026, 9, 28, 12)
/** The UTC days 24 and 25 are dropped; this day of Kathmandu is the first after them that began in none of the two. */
const RAW_SINCE = Date.UTC(2026, 9, 26, 18, 15)

let world: World
let project: World['project']
let live: RowsByName
beforeAll(async () => {
  world = await createWorld({ clock: () => NOW })
  await ensureEventPartitions(world.pools.work, NOW - 8 * DAY, NOW + DAY)
  project = await world.addProject('expired', 'Asia/Kathmandu')
  const events = Array.from({ length: 100 }, (_, i) => request(NOW - i * HOUR, { duration: i }))
  await world.door.accept(project, { events })
  await drainInbox(world.context, { budgetMs: 10_000, concurrency: 1 })
  await settle(world)
  live = await readRows(world, project.id)
  await world.pools.work.query('DROP TABLE event_20261024, event_20261025')
})
afterAll(() => world.close())

test.each([
  { name: 'rebuild', run: rebuildRange },
  { name: 'verify', run: verifyRange },
])('$name of days whose raw events are gone is refused, and nothing changes [T-69]', async ({ run }) => {
  await expect(run(world.context, project.id, NOW - 4 * DAY, NOW)).rejects.toMatchObject({
    code: 'invalid_input',
    message: 'Raw events are kept since 2026-10-26T18:15:00.000Z. Ask for a later start.',
    details: { rawSince: RAW_SINCE },
  })
  expect(differences(await readRows(world, project.id), live)).toEqual([])
})

test('what raw still holds can be verified and rebuilt, weeks with the days that it does not hold', async () => {
  expect(await verifyRange(world.context, project.id, RAW_SINCE, NOW)).toMatchObject({ mismatched: 0 })
  await world.pools.work.query('DELETE FROM rollup WHERE bucket >= $1', [new Date(RAW_SINCE)])
  await rebuildRange(world.context, project.id, RAW_SINCE, NOW)
  expect(differences(await readRows(world, project.id), live)).toEqual([])
})

test('of a queued range the days are rebuilt that raw holds, and the others noted, once', async () => {
  await world.pools.work.query('DELETE FROM rollup WHERE bucket >= $1', [new Date(RAW_SINCE)])
  await queueRebuild(world.pools, project.id, NOW - 20 * DAY, NOW, 'test')
  expect(await runQueuedRebuilds(world.context)).toMatchObject({ ranges: 1, lostDays: 3, days: 18 })
  expect(differences(await readRows(world, project.id), live)).toEqual([])
  const { rows } = await world.pools.work.query(
    'SELECT state, reason, range_start AS "from", range_end AS "to" FROM rebuild_range ORDER BY id',
  )
  expect(rows).toMatchObject([
    { state: 'done', reason: 'test' },
    { state: 'failed', reason: 'raw events are gone', from: new Date(RAW_SINCE - 3 * DAY), to: new Date(RAW_SINCE) },
  ])
  expect(await runQueuedRebuilds(world.context)).toMatchObject({ ranges: 0 })
})

test('a queued range of which raw holds nothing is ended without a fold', async () => {
  await queueRebuild(world.pools, project.id, RAW_SINCE - 2 * DAY, RAW_SINCE - DAY, 'test')
  expect(await runQueuedRebuilds(world.context)).toMatchObject({ ranges: 1, lostDays: 1, days: 0, rows: 0 })
  expect(differences(await readRows(world, project.id), live)).toEqual([])
  expect(await runQueuedRebuilds(world.context)).toMatchObject({ ranges: 0 })
})
