import { MetricQuery } from '@tidemark/contracts'
import { ensureEventPartitions } from '@tidemark/db'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { act, cohortPack } from '../../test/cohort-pack.ts'
import { settle } from '../../test/rollup-rows.ts'
import { countUnitEvents, readUnitDays } from '../../test/unit-day-rows.ts'
import { createWorld, SECRET, type World } from '../../test/world.ts'
import { buildCatalog } from '../catalog/build-catalog.ts'
import { createBackfill } from '../ingest/backfill.ts'
import { drainInbox } from '../ingest/drain-inbox.ts'
import { createIngestContext } from '../ingest/ingest-context.ts'
import { syncCatalog } from '../ingest/sync-catalog.ts'
import { queryMetric } from '../query/query-metric.ts'
import { runQueuedRebuilds } from '../rollup/rebuild/rebuild-queue.ts'
import { rebuildRange } from '../rollup/rebuild/rebuild-range.ts'
import { verifyRange } from '../rollup/rebuild/verify-range.ts'
import { recutCalendar } from '../rollup/recut-calendar.ts'
import { fetchUnitZones } from './unit-zone.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = Date.UTC(2026, 2, 10, 12)

let world: World
beforeAll(async () => {
  world = await createWorld({ clock: () => NOW, packs: [cohortPack] })
  await ensureEventPartitions(world.pools.work, NOW - 8 * DAY, NOW + DAY)
})
afterAll(() => world.close())

async function send(project: World['project'], events: ReturnType<typeof act>[]): Promise<void> {
  await world.door.accept(project, { events })
  await drainInbox(world.context, { budgetMs: 10_000, concurrency: 1 })
}

const daysOf = async (project: World['project']) =>
  Object.keys(await readUnitDays(world, project.id)).map((key) => key.slice(0, 10))

/** Three actors, ten days of visits at noon and just before midnight UTC. */
const history = () =>
  ['ann', 'bob', 'cat'].flatMap((actor) =>
    Array.from({ length: 6 }, (_, i) => [
      act('visit', actor, NOW - i * DAY),
      act('visit', actor, NOW - (i + 1) * DAY + 11.5 * HOUR),
    ]).flat(),
  )

test('only events that a cohort names, by somebody, are kept', async () => {
  await send(world.project, [
    act('visit', 'ann', NOW),
    act('visit', 'ann', NOW - HOUR, { plan: 'paid' }),
    act('visit', null, NOW),
    act('look', 'ann', NOW),
  ])
  expect(Object.keys(await readUnitDays(world, world.project.id))).toHaveLength(2)
})

test('damage is found and mended, and what raw has lost is never thrown away [T-68]', async () => {
  const project = await world.addProject('damaged')
  await send(project, history())
  const sound = await readUnitDays(world, project.id)
  const spoil = (sql: string) => world.pools.work.query(`${sql} AND project_id = $1`, [project.id])
  await spoil("UPDATE unit_day SET n = n + 1 WHERE day = '2026-03-08'")
  await spoil("DELETE FROM unit_day WHERE day = '2026-03-07'")
  expect((await verifyRange(world.context, project.id, NOW - 6 * DAY, NOW)).unitDays.mismatched).toBe(6)
  await rebuildRange(world.context, project.id, NOW - 6 * DAY, NOW)
  expect(await readUnitDays(world, project.id)).toEqual(sound)
  await world.pools.work.query('DROP TABLE event_20260305, event_20260306')
  const again = (days: number) => rebuildRange(world.context, project.id, NOW - days * DAY, NOW)
  await expect(again(6)).rejects.toMatchObject({ details: { rawSince: Date.parse('2026-03-07') } })
  await again(3)
  expect(await readUnitDays(world, project.id)).toEqual(sound)
  await world.context.partitions.forget()
})

test('imported history is counted once, also where its neighbour days have no raw', async () => {
  const { pools, catalog, context } = world
  const project = await world.addProject('import', 'America/New_York')
  const backfill = createBackfill({ pools, catalog, slots: context.slots, secret: SECRET, context })
  const old = Date.UTC(2024, 4, 5, 3)
  const events = Array.from({ length: 40 }, (_, i) => act('visit', `a${i % 4}`, old + i * 2 * HOUR))
  for (let round = 0; round < 2; round++) {
    await backfill.add(project, events.slice(0, 20 + 20 * round))
    await backfill.finish(project.id)
    expect(await countUnitEvents(world, project.id)).toBe(20 + 20 * round)
  }
  expect(new Set(await daysOf(project)).size).toBe(5)
})

test('a change of time zone cuts anew what raw holds, and is recorded', async () => {
  const project = await world.addProject('moving')
  await send(project, history())
  expect(new Set(await daysOf(project)).size).toBe(7)
  const move = async (timeZone: string) => {
    await world.pools.work.query('UPDATE project SET timezone = $2 WHERE id = $1', [project.id, timeZone])
    await recutCalendar(world.pools, project.id)
    return runQueuedRebuilds(world.context)
  }
  expect(await move('UTC')).toMatchObject({ ranges: 0 })
  expect((await move('Asia/Tokyo')).ranges).toBeGreaterThan(0)
  expect(await countUnitEvents(world, project.id)).toBe(36)
  // Noon and 23:30 of one UTC day are different days in Tokyo.
  expect(Object.keys(await readUnitDays(world, project.id))).toHaveLength(18)
  expect(await fetchUnitZones(world.pools.work, project.id)).toEqual([
    { timeZone: 'UTC', fromDay: null },
    { timeZone: 'Asia/Tokyo', fromDay: '2026-03-04' },
  ])
  expect((await verifyRange(world.context, project.id, NOW - 6 * DAY, NOW)).unitDays.mismatched).toBe(0)
})

test('the first cohort over events that were sent before it counts what raw still holds', async () => {
  const project = await world.addProject('late')
  const before = { ...cohortPack, cohorts: {}, version: '1.0.1' }
  const catalog = buildCatalog([before])
  const slots = await syncCatalog(world.pools, catalog)
  await world.door.accept(project, { events: history() })
  await drainInbox(createIngestContext({ pools: world.pools, catalog, slots }), { budgetMs: 10_000, concurrency: 1 })
  expect(await countUnitEvents(world, project.id)).toBe(0)
  await syncCatalog(world.pools, buildCatalog([{ ...cohortPack, version: '1.0.2' }]))
  await runQueuedRebuilds(world.context)
  expect(await countUnitEvents(world, project.id)).toBe(36)
})

test('a session from 23:50 to 00:10 counts once, on the day it began, when its start is counted [T-54]', async () => {
  const project = await world.addProject('midnight')
  const midnight = Date.UTC(2026, 2, 9)
  const session = { session: 's1' }
  await send(project, [
    act('visit', 'ann', midnight - 10 * 60_000, {}, session),
    act('look', 'ann', midnight + 10 * 60_000, {}, session),
  ])
  await settle(world)
  const ask = async (metric: string) => {
    const query = MetricQuery.parse({ metric, range: { from: midnight - DAY, to: midnight + DAY }, bucket: '1d' })
    const context = { pool: world.pools.query, catalog: world.catalog, clock: () => NOW }
    return (await queryMetric(context, project, query)).groups[0]?.values
  }
  expect(await ask('club.visits')).toEqual([1, 0])
  expect(await ask('club.sessions')).toEqual([1, 0])
  expect(await daysOf(project)).toEqual(['2026-03-08'])
})
