import { uuidv7 } from '@tidemark/platform'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { differences, ofGrain, readRows, settle } from '../../../test/rollup-rows.ts'
import { createWorld, request, type World } from '../../../test/world.ts'
import { drainInbox } from '../../ingest/drain-inbox.ts'
import { queueRebuild, runQueuedRebuilds } from './rebuild-queue.ts'
import { rebuildRange } from './rebuild-range.ts'
import { verifyRange } from './verify-range.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = Date.UTC(2026, 9, 28, 12, 7, 31)

let world: World
beforeAll(async () => {
  world = await createWorld({ clock: () => NOW })
})
afterAll(() => world.close())

const props = (i: number) => ({
  route: `/r${i % 3}`,
  status: i % 5 === 0 ? 500 : 200,
  ...(i % 4 === 0 ? {} : { duration: ((i * 37) % 1000) + 0.25 }),
  ...(i % 3 === 0 ? {} : { bytes: i * 11 }),
})

async function send(project: World['project'], events: readonly unknown[], sentAt?: number): Promise<void> {
  for (let at = 0; at < events.length; at += 500)
    await world.door.accept(project, {
      events: events.slice(at, at + 500),
      ...(sentAt === undefined ? {} : { sentAt: new Date(sentAt).toISOString() }),
    })
  await drainInbox(world.context, { budgetMs: 30_000, concurrency: 2 })
}

/** Three days of events, some of which have ids of other hours than their own. */
function history(count: number): unknown[] {
  return Array.from({ length: count }, (_, i) => {
    const at = NOW - Math.floor((i * 3 * DAY) / count)
    const id = i % 7 === 0 ? uuidv7(at - 5 * HOUR) : i % 11 === 0 ? uuidv7(at - 26 * HOUR) : uuidv7(at)
    return { ...request(at, props(i), { actor: `actor-${i % 50}`, session: `s-${i % 80}` }), id }
  })
}

describe.each([
  { zone: 'UTC', threads: 0 },
  { zone: 'UTC', threads: 2 },
  { zone: 'Asia/Kathmandu', threads: 0 },
  // The clocks go back within these days.
  { zone: 'Europe/Berlin', threads: 0 },
  { zone: 'Australia/Lord_Howe', threads: 0 },
])('$zone with $threads threads', ({ zone, threads }) => {
  let project: World['project']
  beforeAll(async () => {
    project = await world.addProject(`${zone.toLowerCase().replace(/[^a-z]/g, '-')}-${threads}`, zone)
    await send(project, history(400))
    // A sender whose clock is three days slow: its ids lie days before their buckets.
    await send(
      project,
      Array.from({ length: 40 }, (_, i) => request(NOW - 3 * DAY - i * 60_000, props(i))),
      NOW - 3 * DAY,
    )
    await settle(world)
  })

  test('a rebuild equals what was ingested live, in every grain', async () => {
    const live = await readRows(world, project.id)
    for (const grain of ['1m', '5m', '1h', '1d', '1w'] as const) expect(ofGrain(live, grain)).not.toEqual([])
    const report = await rebuildRange(world.context, project.id, NOW - 8 * DAY, NOW + HOUR, { threads })
    expect(report.events).toBe(440)
    expect(differences(await readRows(world, project.id), live)).toEqual([])
    expect(report.rows).toBeGreaterThanOrEqual(live.size)
  })

  test('a rebuild of one day leaves the others, and the weeks, telling the same', async () => {
    const live = await readRows(world, project.id)
    await rebuildRange(world.context, project.id, NOW - DAY, NOW - DAY + 1, { threads })
    expect(differences(await readRows(world, project.id), live)).toEqual([])
  })

  test('verify finds nothing', async () => {
    const report = await verifyRange(world.context, project.id, NOW - 8 * DAY, NOW, { threads })
    expect(report).toMatchObject({ events: 440, mismatched: 0, mismatches: [] })
    expect(report.rows).toBe((await readRows(world, project.id)).size)
  })
})

describe('damage', () => {
  let project: World['project']
  beforeAll(async () => {
    project = await world.addProject('damaged', 'UTC')
    await send(project, history(500))
    await settle(world)
  })

  test.each([
    { name: 'changed counts', sql: 'UPDATE rollup SET n = n + 1' },
    { name: 'lost rows', sql: 'DELETE FROM rollup' },
    { name: 'foreign sketches', sql: "UPDATE rollup SET sketch = '\\x0102'::bytea" },
  ])('verify finds $name in every grain and a rebuild mends them', async ({ sql }) => {
    const sound = await readRows(world, project.id)
    await world.pools.work.query(
      `${sql} WHERE (grain, series_id, bucket) IN (
         SELECT DISTINCT ON (r.grain) r.grain, r.series_id, r.bucket FROM rollup r JOIN series s ON s.id = r.series_id
         WHERE s.project_id = $1 AND s.measure = 'duration' ORDER BY r.grain, r.bucket, r.series_id)`,
      [project.id],
    )
    const report = await verifyRange(world.context, project.id, NOW - 4 * DAY, NOW)
    expect(report.mismatched).toBe(5)
    expect(report.mismatches.map(({ grain }) => grain)).toEqual(['1m', '5m', '1h', '1d', '1w'])
    await rebuildRange(world.context, project.id, NOW - 4 * DAY, NOW)
    expect(differences(await readRows(world, project.id), sound)).toEqual([])
  })

  test('verify finds a row that should not be', async () => {
    await world.pools.work.query(
      `INSERT INTO rollup (grain, series_id, bucket, n, weight_sum, sum, sum_sq, revision)
       SELECT 1, id, to_timestamp($2), 1, 1, 0, 0, 1 FROM series WHERE project_id = $1 ORDER BY id LIMIT 1`,
      [project.id, (NOW - DAY - (NOW % 60_000)) / 1000 - 60 * 7],
    )
    const report = await verifyRange(world.context, project.id, NOW - 4 * DAY, NOW)
    expect(report.mismatched).toBe(1)
    await rebuildRange(world.context, project.id, NOW - 4 * DAY, NOW)
    expect((await verifyRange(world.context, project.id, NOW - 4 * DAY, NOW)).mismatched).toBe(0)
  })

  test('late events mend every grain', async () => {
    await rebuildRange(world.context, project.id, NOW - 4 * DAY, NOW)
    await send(
      project,
      history(120).map((event, i) => ({ ...(event as object), id: uuidv7(NOW - DAY - i) })),
    )
    await settle(world)
    expect((await verifyRange(world.context, project.id, NOW - 4 * DAY, NOW)).mismatched).toBe(0)
  })

  test('values at the end of float64 end at the largest number', async () => {
    const huge = await world.addProject('huge')
    await send(
      huge,
      [1, 2, 3].map((i) => request(NOW - i, { duration: 1e308 })),
    )
    await settle(world)
    const live = await readRows(world, huge.id)
    expect([...live].find(([name]) => name.startsWith('1d') && name.includes('duration'))?.[1].sum).toBe(
      Number.MAX_VALUE,
    )
    await rebuildRange(world.context, huge.id, NOW - 1, NOW)
    expect(differences(await readRows(world, huge.id), live)).toEqual([])
  })
})

test('a queued rebuild, or one whose process died, is done once by the next run', async () => {
  const project = await world.addProject('queued')
  await send(project, history(300))
  await settle(world)
  const live = await readRows(world, project.id)
  await world.pools.work.query('DELETE FROM rollup WHERE series_id IN (SELECT id FROM series WHERE project_id = $1)', [
    project.id,
  ])
  await queueRebuild(world.pools, project.id, NOW - 4 * DAY, NOW - DAY, 'test')
  await queueRebuild(world.pools, project.id, NOW - 2 * DAY, NOW + 1, 'test')
  await world.pools.work.query(
    "UPDATE rebuild_range SET state = 'running' WHERE id = (SELECT max(id) FROM rebuild_range)",
  )
  expect(await runQueuedRebuilds(world.context)).toMatchObject({ ranges: 2, days: 5, events: 300 })
  expect(differences(await readRows(world, project.id), live)).toEqual([])
  expect(await runQueuedRebuilds(world.context)).toMatchObject({ ranges: 0 })
})

test('what arrives during a rebuild waits, and is folded after it', async () => {
  const project = await world.addProject('busy')
  await send(project, history(200))
  const late = history(50)
  await rebuildRange(world.context, project.id, NOW - 4 * DAY, NOW, {
    alongside: async () => {
      await world.door.accept(project, { events: late })
      const report = await drainInbox(world.context, { budgetMs: 1_000, concurrency: 1 })
      expect(report.claims.every((claim) => claim.batches === 0)).toBe(true)
    },
  })
  await drainInbox(world.context, { budgetMs: 10_000, concurrency: 1 })
  const report = await verifyRange(world.context, project.id, NOW - 4 * DAY, NOW)
  expect(report).toMatchObject({ events: 250, mismatched: 0 })
})
