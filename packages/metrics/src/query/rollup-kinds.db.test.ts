import type { Grain, Stat } from '@tidemark/contracts'
import { MetricQuery } from '@tidemark/contracts'
import { withTransaction } from '@tidemark/db'
import { createRandom } from '@tidemark/packs/seeded/random'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createWorld, request, type World } from '../../test/world.ts'
import { drainInbox } from '../ingest/drain-inbox.ts'
import { Cascade } from '../rollup/cascade.ts'
import { replaceRows } from '../rollup/merge-rows.ts'
import { nearestRank } from '../sketch/nearest-rank.ts'
import { queryMetric } from './query-metric.ts'

const HOUR = 3_600_000
const NOW = Date.parse('2026-03-10T12:00:00Z')
/** Whole weeks, from a Sunday on. */
const RANGE = { from: Date.parse('2026-03-01T00:00:00Z'), to: Date.parse('2026-03-15T00:00:00Z') }
let world: World
let sent: { at: number; duration: number }[]

beforeAll(async () => {
  world = await createWorld({ clock: () => NOW })
  const random = createRandom('rollup kinds')
  sent = Array.from({ length: 600 }, (_, i) => ({
    at: NOW - Math.floor((i / 600) * 6 * 24 * HOUR) - 1,
    duration: Math.ceil(random.logNormal(120, 1.2)),
  }))
  await world.door.accept(world.project, { events: sent.map(({ at, duration }) => request(at, { duration })) })
  await drainInbox(world.context, { budgetMs: 10_000, concurrency: 2 })
  await new Cascade(world.pools, () => NOW).run({ budgetMs: 10_000, force: true })
})
afterAll(() => world.close())

const ask = (metric: string, stat: Stat, bucket: Grain) =>
  queryMetric(
    { pool: world.pools.query, catalog: world.catalog, clock: () => NOW },
    world.project,
    MetricQuery.parse({ metric: `service-health.${metric}`, stat, range: RANGE, bucket }),
  )

const rank = (q: number) => (values: readonly number[]) => values[nearestRank(q, values.length) - 1]!
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
const KINDS: [string, Stat, (sorted: readonly number[]) => number, number][] = [
  ['requests', 'value', (values) => values.length, 0],
  ['latency', 'mean', (values) => sum(values) / values.length, 1e-9],
  ['latency', 'min', (values) => values[0]!, 0],
  ['latency', 'max', (values) => values.at(-1)!, 0],
  ['latency', 'p50', rank(0.5), 0.01],
  ['latency', 'p95', rank(0.95), 0.01],
  ['latency', 'p99', rank(0.99), 0.01],
]

test.each(['1h', '1d', '1w'] as const)(
  'buckets of %s: count, average, least, largest and percentiles equal brute force over the events [ROL-02 ROL-03 T-02]',
  async (bucket) => {
    for (const [metric, stat, expected, tolerance] of KINDS) {
      const { buckets, groups } = await ask(metric, stat, bucket)
      for (const [i, start] of buckets.entries()) {
        const end = buckets[i + 1] ?? RANGE.to
        const inside = sent.filter(({ at }) => at >= start && at < end).map(({ duration }) => duration)
        if (inside.length === 0) continue
        const value = groups[0]!.values[i]!
        const wanted = expected(inside.sort((a, b) => a - b))
        expect(Math.abs(value - wanted), `${metric} ${stat} at ${start}`).toBeLessThanOrEqual(tolerance * wanted + 1e-9)
      }
    }
  },
)

test('while a bucket is being replaced it reads as it was, and then as it is: never as something in between [T-28]', async () => {
  const total = async () => (await ask('requests', 'value', '1w')).groups[0]!.total
  const before = await total()
  const { rows } = await world.pools.work.query<{ series_id: number; ms: number; n: number }>(
    `SELECT series_id, date_part('epoch', bucket) * 1000 AS ms, n FROM rollup WHERE grain = 1 ORDER BY bucket DESC LIMIT 1`,
  )
  const { series_id: seriesId, ms: bucket } = rows[0]!
  const none = { min: null, max: null, sketch: null, distinct: null, actors: null, sessions: null }
  const written = { seriesId, bucket, n: 500, weightSum: 500, sum: 0, sumSq: 0, ...none }
  await withTransaction(world.pools.work, async (tx) => {
    await replaceRows(tx, '1m', 1, [written])
    expect(await total()).toBe(before)
  })
  expect(await total()).toBe(before! + 500 - Number(rows[0]!.n))
})
