import { GRAIN_ID, MetricQuery } from '@tidemark/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createWorld, request, type World } from '../../test/world.ts'
import { createCalendar } from '../calendar/calendar.ts'
import { drainInbox } from '../ingest/drain-inbox.ts'
import { queryMetric } from '../query/query-metric.ts'
import { Cascade } from './cascade.ts'
import { recutCalendar } from './recut-calendar.ts'

const HOUR = 3_600_000
const NOW = Date.parse('2026-03-10T12:00:00Z')
const EVENTS = 90
let world: World

beforeAll(async () => {
  world = await createWorld({ clock: () => NOW })
  const events = Array.from({ length: EVENTS }, (_, i) => request(NOW - i * HOUR, { duration: i }, { actor: `a${i}` }))
  await world.door.accept(world.project, { events })
  await drainInbox(world.context, { budgetMs: 10_000, concurrency: 2 })
  await settle()
})
afterAll(() => world.close())

const settle = () => new Cascade(world.pools, () => NOW).run({ budgetMs: 10_000, force: true })

const starts = async (grain: '1d' | '1w'): Promise<number[]> => {
  const { rows } = await world.pools.query.query<{ ms: number }>(
    `SELECT DISTINCT date_part('epoch', bucket) * 1000 AS ms FROM rollup WHERE grain = $1 ORDER BY ms`,
    [GRAIN_ID[grain]],
  )
  return rows.map((row) => row.ms)
}

const countDays = async (project: { id: number; timeZone: string; weekStart: number }) => {
  const query = MetricQuery.parse({
    metric: 'service-health.requests',
    range: { from: NOW - 200 * HOUR, to: NOW + 1 },
    bucket: '1d',
  })
  const context = { pool: world.pools.query, catalog: world.catalog, clock: () => NOW }
  return queryMetric(context, project, query)
}

test.each([
  ['Asia/Kolkata', 1],
  ['America/New_York', 0],
  ['UTC', 6],
] as const)('days and weeks follow %s, and asking twice changes nothing', async (timeZone, weekStart) => {
  const calendar = createCalendar({ timeZone, weekStart })
  await world.pools.work.query('UPDATE project SET timezone = $2, week_start = $3 WHERE id = $1', [
    world.project.id,
    timeZone,
    weekStart,
  ])
  for (let round = 0; round < 2; round++) {
    await recutCalendar(world.pools, world.project.id)
    await settle()
    const from = NOW - (EVENTS - 1) * HOUR
    expect(await starts('1d')).toEqual(calendar.buckets('1d', from, NOW + 1))
    expect(await starts('1w')).toEqual(calendar.buckets('1w', from, NOW + 1))
    const result = await countDays({ ...world.project, timeZone, weekStart })
    const values = result.groups[0]?.values ?? []
    expect(values.reduce<number>((sum, value) => sum + (value ?? 0), 0)).toBe(EVENTS)
    for (const [index, start] of result.buckets.entries()) {
      const end = calendar.nextBucket('1d', start)
      const inside = Array.from({ length: EVENTS }, (_, i) => NOW - i * HOUR).filter((at) => at >= start && at < end)
      expect(values[index] ?? 0).toBe(inside.length)
    }
  }
})
