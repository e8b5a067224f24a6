import { afterAll, beforeAll, expect, test } from 'vitest'
import { settle } from '../../test/rollup-rows.ts'
import { createWorld, request, type World } from '../../test/world.ts'
import { createCalendar, type TimeRange } from '../calendar/calendar.ts'
import { drainInbox } from '../ingest/drain-inbox.ts'
import { rebuildRange } from '../rollup/rebuild/rebuild-range.ts'
import { Looks } from './looks.ts'
import { fetchAudits, verificationOf } from './read-verification.ts'
import { runAudit } from './run-audit.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = Date.UTC(2026, 2, 5, 10, 30)
const TODAY = Date.UTC(2026, 2, 5)
const calendar = createCalendar({ timeZone: 'UTC', weekStart: 0 })
const range = { from: TODAY - DAY, to: TODAY }
const EVENTS = ['api_request']

let world: World
beforeAll(async () => {
  world = await createWorld({ clock: () => NOW })
  const events = Array.from({ length: 30 }, (_, i) =>
    request(TODAY - DAY + i * 30 * 60_000, { duration: i + 1, route: `/${i % 3}` }, { actor: `a${i % 4}` }),
  )
  await world.door.accept(world.project, { events })
  await drainInbox(world.context, { budgetMs: 10_000, concurrency: 1 })
  await settle(world)
  const looks = new Looks()
  looks.record(world.project.id, calendar, EVENTS, range, NOW)
  await looks.flush(world.pools.work)
})
afterAll(() => world.close())

const audit = () => runAudit(world.context, { budgetMs: 10_000 })
const readVerification = async (of: TimeRange, days: number) =>
  verificationOf(await fetchAudits(world.pools.query, world.project.id, EVENTS, of), EVENTS, days)
const verification = () => readVerification(range, 1)

test.each(['1m', '5m', '1h', '1d', '1w'] as const)(
  'a row of %s that was changed by hand is found, and mended by a rebuild',
  async (grain) => {
    const id = ['1m', '5m', '1h', '1d', '1w'].indexOf(grain) + 1
    const { rows } = await world.pools.work.query<{ n: number }>(
      `UPDATE rollup SET n = n + 7 WHERE (grain, series_id, bucket) = (
         SELECT grain, series_id, bucket FROM rollup JOIN series s ON s.id = series_id
         WHERE grain = $1 AND s.project_id = $2 ORDER BY bucket, series_id LIMIT 1) RETURNING n`,
      [id, world.project.id],
    )
    expect(await audit()).toMatchObject({ differing: 1 })
    const { n } = rows[0]!
    expect(await verification()).toMatchObject({
      state: 'differs',
      at: NOW,
      difference: { grain, field: 'n', expected: n - 7, stored: n },
    })
    await rebuildRange(world.context, world.project.id, range.from, range.to)
    expect(await audit()).toMatchObject({ differing: 0 })
    expect(await verification()).toMatchObject({ state: 'verified', checked: 1, of: 1, difference: null })
  },
)

test('a row that is missing and one that should not be are differences', async () => {
  const { rows } = await world.pools.work.query(
    `DELETE FROM rollup WHERE (grain, series_id, bucket) = (
       SELECT grain, series_id, bucket FROM rollup WHERE grain = 3 ORDER BY bucket LIMIT 1) RETURNING *`,
  )
  expect(rows).toHaveLength(1)
  await audit()
  expect(await verification()).toMatchObject({ state: 'differs', difference: { grain: '1h', stored: null } })
  await rebuildRange(world.context, world.project.id, range.from, range.to)
  await audit()
  expect(await verification()).toMatchObject({ state: 'verified' })
})

test('days that are not all checked are unchecked, and rows that wait for their cascade are no differences', async () => {
  const wide = { from: range.from - DAY, to: NOW }
  const read = () => readVerification(wide, 3)
  expect(await read()).toMatchObject({ state: 'unchecked', checked: 1, of: 3 })
  await world.door.accept(world.project, { events: [request(TODAY - HOUR), request(TODAY + HOUR)] })
  await drainInbox(world.context, { budgetMs: 10_000, concurrency: 1 })
  const looks = new Looks()
  looks.record(world.project.id, calendar, EVENTS, wide, NOW)
  await looks.flush(world.pools.work)
  expect(await audit()).toMatchObject({ differing: 0 })
  expect(await read()).toMatchObject({ state: 'verified', checked: 3, of: 3 })
})

test('what a rebuild is about to write waits for it', async () => {
  await world.pools.work.query(
    `INSERT INTO rebuild_range (project_id, range_start, range_end, reason) VALUES ($1, $2, $3, 'test')`,
    [world.project.id, new Date(range.from), new Date(range.to)],
  )
  expect((await audit()).skipped).toBeGreaterThan(0)
})
