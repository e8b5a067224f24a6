import type { WireEvent } from '@tidemark/contracts'
import { FunnelQuery } from '@tidemark/contracts'
import { withTransaction } from '@tidemark/db'
import { packs } from '@tidemark/packs'
import { uuidv7 } from '@tidemark/platform'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { settle } from '../../test/rollup-rows.ts'
import { createWorld, type World } from '../../test/world.ts'
import { drainInbox } from '../ingest/drain-inbox.ts'
import { queryFunnel } from './query-funnel.ts'
import { restateFunnels } from './restate-funnels.ts'

const NOW = Date.parse('2026-03-10T12:00:00Z')
const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Local midnight in Berlin of 9 March. */
const MARCH_9 = Date.parse('2026-03-08T23:00:00Z')

let world: World
let now = NOW
const scene = { world: 'w1', adventure: 'a1', locale: 'de', model: 'm', content_version: '1' }
const send = (type: string, at: number, session: string, props: Record<string, unknown> = {}): WireEvent => ({
  id: uuidv7(at),
  type,
  ts: new Date(at).toISOString(),
  actor: session,
  session,
  props: { ...scene, ...props },
})
const ingest = async (events: WireEvent[]) => {
  const { rejected } = await world.door.accept(world.project, { events })
  expect(rejected).toEqual([])
  await drainInbox(world.context, { budgetMs: 10_000, concurrency: 1 })
  await settle(world)
}
const restate = () =>
  restateFunnels({ pool: world.pools.query, work: world.pools.work, catalog: world.catalog, clock: () => now })
const read = async (columns = '*') =>
  (
    await world.pools.query.query<Record<string, unknown>>(
      `SELECT ${columns} FROM awf_funnels_daily ORDER BY date, world`,
    )
  ).rows

beforeAll(async () => {
  world = await createWorld({ packs, clock: () => now, timeZone: 'Europe/Berlin' })
  await ingest([
    send('adventure_started', MARCH_9 + 60_000, 's1', { experiment: 'e', variation: 'v' }),
    send('choice', MARCH_9 + 2 * 60_000, 's1', { option: 'o' }),
    // On the next day, of a session that began the day before.
    send('party_change', MARCH_9 + DAY - HOUR, 's1', { change: 'join', npc: 'n' }),
    send('adventure_started', MARCH_9 + HOUR, 's2', { world: 'w2' }),
    send('adventure_started', MARCH_9 + DAY + HOUR, 's3'),
  ])
})
afterAll(() => world.close())

describe('the daily table of the game funnel [TBL-03 FUN-01]', () => {
  test('has the columns of the document, counts and rates at the start of the session [FUN-05 T-52 T-15]', async () => {
    expect(await restate()).toBeGreaterThan(0)
    const [first, second, third, ...more] = await read()
    expect(more).toEqual([])
    expect(first).toEqual({
      id: expect.any(String),
      project_id: 'p1',
      date: expect.any(Date),
      adventure: 'a1',
      world: 'w1',
      experiment: 'e',
      variation: 'v',
      start_count: 1,
      first_choice_count: 1,
      first_npc_join_count: 1,
      first_craft_count: 0,
      first_vendor_count: 0,
      first_boss_count: 0,
      completion_count: 0,
      start_to_choice_rate: '1.00000000000000000000',
      choice_to_npc_rate: '1.00000000000000000000',
      npc_to_craft_rate: '0.00000000000000000000',
      craft_to_vendor_rate: null,
      vendor_to_boss_rate: null,
      boss_to_completion_rate: null,
      overall_completion_rate: '0.00000000000000000000',
      created_at: new Date(NOW),
    })
    expect(second).toMatchObject({
      world: 'w2',
      experiment: null,
      variation: null,
      start_count: 1,
      first_choice_count: 0,
    })
    expect(third).toMatchObject({ world: 'w1', start_count: 1 })
    expect((await read('date::text AS date')).map(({ date }) => date)).toEqual([
      '2026-03-09',
      '2026-03-09',
      '2026-03-10',
    ])
  })

  test('says what the question of that day says [P-31]', async () => {
    const query = FunnelQuery.parse({ funnel: 'narrative-game.game', range: { from: MARCH_9, to: MARCH_9 + DAY } })
    const context = { pool: world.pools.query, catalog: world.catalog, clock: () => now }
    const { groups } = await queryFunnel(context, world.project, query)
    const [sums] = (
      await world.pools.query.query<{ started: number; joined: number }>(
        "SELECT sum(start_count)::int AS started, sum(first_npc_join_count)::int AS joined FROM awf_funnels_daily WHERE date = '2026-03-09'",
      )
    ).rows
    expect([sums?.started, sums?.joined]).toEqual([groups[0]?.steps[0]?.units, groups[0]?.steps[2]?.units])
  })

  test('nothing new: nothing is counted again; a late event restates its day [T-20 T-51]', async () => {
    expect(await restate()).toBe(0)
    await ingest([send('choice', MARCH_9 + 2 * HOUR, 's2', { option: 'late' })])
    now += 60_000
    expect(await restate()).toBeGreaterThan(0)
    expect((await read()).map((row) => row.first_choice_count)).toEqual([1, 1, 0])
    expect((await read())[0]?.created_at).toEqual(new Date(now))
  })

  test('a day matures when all of its windows have closed, and outlives raw [FUN-01]', async () => {
    const matured = async () =>
      (
        await world.pools.query.query('SELECT day::text AS day, matured FROM funnel_day WHERE day >= $1 ORDER BY day', [
          '2026-03-09',
        ])
      ).rows
    expect(await matured()).toEqual([
      { day: '2026-03-09', matured: false },
      { day: '2026-03-10', matured: false },
    ])
    now = MARCH_9 + 3 * DAY + 1
    await restate()
    expect((await matured()).slice(0, 2)).toEqual([
      { day: '2026-03-09', matured: true },
      { day: '2026-03-10', matured: true },
    ])
    const before = await read()
    now += 30 * DAY
    await world.pools.work.query('TRUNCATE event')
    expect(await restate()).toBe(0)
    expect(await read()).toEqual(before)
  })

  test('reading is all that the view allows', async () => {
    const remove = () => withTransaction(world.pools.work, (tx) => tx.query('DELETE FROM awf_funnels_daily'))
    await expect(remove()).rejects.toThrow()
    const { rows } = await world.pools.query.query<{ may: boolean }>(
      "SELECT has_table_privilege('tidemark_reader', 'awf_funnels_daily', 'SELECT') AS may",
    )
    expect(rows).toEqual([{ may: true }])
  })
})
