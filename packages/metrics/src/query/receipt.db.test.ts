import { GRAIN_ID, type MetricQuery } from '@tidemark/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { settle } from '../../test/rollup-rows.ts'
import { createWorld, request, type World } from '../../test/world.ts'
import { Looks } from '../audit/looks.ts'
import { runAudit } from '../audit/run-audit.ts'
import { drainInbox } from '../ingest/drain-inbox.ts'
import { rebuildRange } from '../rollup/rebuild/rebuild-range.ts'
import { queryMetric } from './query-metric.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** The door receives by the clock of the database, so days are told from its today. */
const TODAY = Math.floor(Date.now() / DAY) * DAY
const NOW = TODAY + DAY - 1
/** End of a day that is over for sure, however close to midnight this runs. */
const END = TODAY - DAY
const over = { from: END - DAY, to: END }

let world: World
const looks = new Looks()
const ingest = async (events: ReturnType<typeof request>[]) => {
  await world.door.accept(world.project, { events })
  await drainInbox(world.context, { budgetMs: 10_000, concurrency: 1 })
  await settle(world)
}
const ask = (range = over) => {
  const query: MetricQuery = {
    metric: 'service-health.requests',
    stat: 'value',
    range,
    bucket: '1h',
    filters: [],
    breakdown: [],
    limit: 10,
  }
  return queryMetric({ pool: world.pools.query, catalog: world.catalog, clock: () => NOW, looks }, world.project, query)
}

beforeAll(async () => {
  world = await createWorld({ clock: () => NOW })
  await ingest(Array.from({ length: 20 }, (_, i) => request(TODAY, { route: `/${i % 2}` })))
})
afterAll(() => world.close())

test('a receipt counts the events that came after their day had ended, and says when the day changed last [T-20]', async () => {
  const today = { from: TODAY, to: TODAY + DAY }
  expect((await ask(today)).receipt.late).toEqual({ events: 0, days: 0, restatedAt: null })
  expect((await ask()).receipt.late).toEqual({ events: 0, days: 0, restatedAt: null })

  const late = [2, 5, 5].map((hours) => request(END - hours * HOUR))
  await ingest([...late, request(END - 2 * DAY)])
  const { groups, receipt } = await ask()
  expect(groups[0]?.total).toBe(3)
  const { rows } = await world.pools.query.query<{ at: number }>(
    "SELECT date_part('epoch', max(received_at)) * 1000 AS at FROM event WHERE bucketed_at < $1",
    [new Date(END)],
  )
  expect(receipt.late).toEqual({ events: 3, days: 1, restatedAt: rows[0]!.at })
  expect((await ask({ from: END - 2 * DAY, to: END })).receipt.late).toMatchObject({ events: 4, days: 2 })
  expect((await ask(today)).receipt.late).toMatchObject({ events: 0, days: 0 })

  // What is sent again is no event, so it restates nothing.
  await ingest(late)
  expect((await ask()).receipt.late).toEqual(receipt.late)
})

test('days that nobody counted late events of are told as not counted', async () => {
  const setSince = (since: Date | null) =>
    world.pools.work.query('UPDATE project SET late_since = $1 WHERE id = $2', [since, world.project.id])
  await setSince(new Date(END - HOUR))
  expect((await ask()).receipt.late).toBeNull()
  expect((await ask({ from: END, to: END + HOUR })).receipt.late).not.toBeNull()
  await setSince(null)
})

test('an answer turns red when a stored row it is read from was changed by hand, and is mended by a rebuild', async () => {
  const audit = async () => {
    await looks.flush(world.pools.work)
    return runAudit(world.context, { budgetMs: 10_000 })
  }
  await ask()
  await audit()
  expect((await ask()).receipt.verification).toMatchObject({ state: 'verified', difference: null })
  const later = (await ask({ from: NOW, to: NOW + HOUR })).receipt
  expect(later.verification).toMatchObject({ state: 'unchecked', checked: 0, of: 0 })

  const { rowCount } = await world.pools.work.query(
    'UPDATE rollup SET n = n + 5 WHERE grain = $1 AND bucket = $2 AND series_id IN (SELECT id FROM series WHERE project_id = $3)',
    [GRAIN_ID['1h'], new Date(END - 5 * HOUR), world.project.id],
  )
  expect(rowCount).toBeGreaterThan(0)
  await audit()
  expect((await ask()).receipt.verification).toMatchObject({
    state: 'differs',
    difference: { grain: '1h', bucket: END - 5 * HOUR, field: 'n', expected: 2, stored: 7 },
  })

  await rebuildRange(world.context, world.project.id, over.from, over.to)
  await audit()
  const { groups, receipt } = await ask()
  expect(groups[0]?.total).toBe(3)
  expect(receipt.verification).toMatchObject({ state: 'verified', difference: null })
})
