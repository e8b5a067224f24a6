import { GRAIN_ID } from '@tidemark/contracts'
import { uuidFromTimeAndHash, uuidv7 } from '@tidemark/platform'
import { createTestDatabase, type TestDatabase } from '@tidemark/testkit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ensureEventPartitions, ensureRollupPartitions, listPartitions, makePartitionsAhead } from './partitions.ts'
import { createPool, type Pool } from './pools.ts'

const DAY = 86_400_000
const NOW = Date.UTC(2026, 10, 20, 12)

let database: TestDatabase
let pool: Pool

beforeAll(async () => {
  database = await createTestDatabase()
  pool = createPool({ url: database.url, applicationName: 'test', max: 4, statementTimeoutMs: 30_000 })
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

const insertEvent = (id: string) =>
  pool.query(
    `INSERT INTO event (project_id, id, occurred_at, bucketed_at, received_at, dimension_set_id)
     VALUES (1, $1, now(), now(), now(), 1) ON CONFLICT DO NOTHING`,
    [id],
  )

it('makes each event partition once, whoever asks and how often', async () => {
  const asked = await Promise.all([1, 2, 3].map(() => ensureEventPartitions(pool, NOW - 2 * DAY, NOW)))
  expect(asked.flat().sort()).toEqual(['event_20261118', 'event_20261119', 'event_20261120'])
  expect(await ensureEventPartitions(pool, NOW - 2 * DAY, NOW)).toEqual([])
})

it('an event goes to the day of its id, and nowhere when that day has no partition', async () => {
  await ensureEventPartitions(pool, NOW, NOW)
  const midnight = Date.UTC(2026, 10, 20)
  for (const ms of [midnight, midnight + DAY - 1]) {
    const ids = [
      uuidv7(ms),
      uuidFromTimeAndHash(ms, new Uint8Array(16)),
      uuidFromTimeAndHash(ms, new Uint8Array(16).fill(255)),
    ]
    for (const id of ids) {
      await insertEvent(id)
      const { rows } = await pool.query('SELECT tableoid::regclass::text AS at FROM event WHERE id = $1', [id])
      expect(rows).toEqual([{ at: 'event_20261120' }])
    }
  }
  await expect(insertEvent(uuidv7(Date.UTC(2031, 0)))).rejects.toMatchObject({ code: '23514' })
})

it('cuts rollups by week, month and year, with room for updates in place', async () => {
  await ensureRollupPartitions(pool, NOW, NOW)
  const buckets = {
    '1m': 'rollup_1m_20261116',
    '5m': 'rollup_5m_202611',
    '1h': 'rollup_1h_2026',
    '1d': 'rollup_1d',
    '1w': 'rollup_1w',
  }
  for (const [grain, table] of Object.entries(buckets)) {
    const { rows } = await pool.query(
      `INSERT INTO rollup (grain, series_id, bucket, n, weight_sum, sum, sum_sq, revision)
       VALUES ($1, 1, $2, 1, 1, 1, 1, nextval('revision_seq')) RETURNING tableoid::regclass::text AS at`,
      [GRAIN_ID[grain as keyof typeof GRAIN_ID], new Date(NOW)],
    )
    expect(rows).toEqual([{ at: table }])
  }
  const { rows } = await pool.query(`SELECT reloptions FROM pg_class WHERE relname = 'rollup_1m_20261116'`)
  expect(rows[0].reloptions).toEqual(['fillfactor=75', 'toast_tuple_target=4080'])
})

it('refuses rollups and weights that are not finite', async () => {
  await ensureRollupPartitions(pool, NOW, NOW)
  const insert = pool.query(
    `INSERT INTO rollup (grain, series_id, bucket, n, weight_sum, sum, sum_sq, revision) VALUES (4, 2, now(), 1, 1, 'NaN', 1, 1)`,
  )
  await expect(insert).rejects.toMatchObject({ code: '23514' })
})

it('does not block a writer that holds its transaction open', async () => {
  const writer = await pool.connect()
  try {
    await ensureEventPartitions(pool, NOW, NOW)
    await writer.query('BEGIN')
    await writer.query(
      `INSERT INTO event (project_id, id, occurred_at, bucketed_at, received_at, dimension_set_id)
       VALUES (1, $1, now(), now(), now(), 1)`,
      [uuidv7(NOW)],
    )
    expect(await ensureEventPartitions(pool, NOW + 40 * DAY, NOW + 40 * DAY)).toHaveLength(1)
    await writer.query('COMMIT')
  } finally {
    writer.release()
  }
})

it('makes what live ingest needs ahead of time, and lists it', async () => {
  await makePartitionsAhead(pool, { now: () => NOW, retentionDays: 7 })
  const events = await listPartitions(pool, 'event')
  const names = events.map((partition) => partition.name)
  expect(names).toContain('event_20261112')
  expect(names).toContain('event_20261204')
  expect(events[0]).toMatchObject({
    parent: 'event',
    bytes: expect.any(Number),
    bounds: expect.stringContaining('FROM'),
  })
  expect((await listPartitions(pool, 'rollup')).map((partition) => partition.parent)).toContain('rollup_1m')
  expect(await makePartitionsAhead(pool, { now: () => NOW, retentionDays: 7 })).toEqual([])
})
