import { MetricQuery, type Stat } from '@tidemark/contracts'
import { withTransaction } from '@tidemark/db'
import { serviceHealth } from '@tidemark/packs/service-health/index'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { settle } from '../../test/rollup-rows.ts'
import { createWorld, request, type World } from '../../test/world.ts'
import { drainInbox } from '../ingest/drain-inbox.ts'
import { queryMetric } from '../query/query-metric.ts'
import { nearestRank } from '../sketch/nearest-rank.ts'
import { replaceRows } from './merge-rows.ts'

const HOUR_MS = 3_600_000
/** A Sunday, which weeks begin with. */
const FROM = Date.UTC(2026, 2, 8)
const WEEK = { from: FROM, to: FROM + 168 * HOUR_MS }
const NOW = WEEK.to + HOUR_MS
/** Some requests an hour for a week, slower by day. */
const made = Array.from({ length: 168 * 5 }, (_, n) => ({
  at: FROM + (n * HOUR_MS) / 5,
  duration: 10 + ((n * 37) % 400) + (n % 120),
}))
let world: World

beforeAll(async () => {
  world = await createWorld({ packs: [serviceHealth], clock: () => NOW })
  const events = made.map(({ at, duration }) => request(at, { duration }))
  const project = { ...world.project, rawRetentionDays: 30 }
  await world.door.accept(project, { events })
  await drainInbox(world.context, { budgetMs: 60_000, concurrency: 1 })
  await settle(world)
})
afterAll(() => world.close())

function byHand(durations: number[], stat: Stat): number {
  const sorted = durations.toSorted((a, b) => a - b)
  const rank = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 }[stat as 'p50']
  if (rank !== undefined) return sorted[nearestRank(rank, sorted.length) - 1]!
  if (stat === 'mean') return sorted.reduce((sum, value) => sum + value, 0) / sorted.length
  return stat === 'min' ? sorted[0]! : sorted.at(-1)!
}

test.each([
  ['1h', 168],
  ['1d', 7],
  ['1w', 1],
] as const)(
  'rollups of %s answer count, mean, min, max, p50, p95 and p99 as counted by hand [ROL-02 ROL-03]',
  async (bucket, buckets) => {
    const context = { pool: world.pools.query, catalog: world.catalog, clock: () => NOW }
    const ask = async (metric: string, stat: Stat) =>
      (await queryMetric(context, world.project, MetricQuery.parse({ metric, stat, range: WEEK, bucket }))).groups[0]
        ?.values ?? []
    const widthMs = (WEEK.to - WEEK.from) / buckets
    const groups = Array.from({ length: buckets }, (_, n) =>
      made.filter(({ at }) => Math.floor((at - FROM) / widthMs) === n).map(({ duration }) => duration),
    )
    expect(await ask('service-health.requests', 'value')).toEqual(groups.map((group) => group.length))
    for (const stat of ['mean', 'min', 'max', 'p50', 'p95', 'p99'] as const) {
      const values = await ask('service-health.latency', stat)
      expect(values).toHaveLength(buckets)
      const tolerance = stat.startsWith('p') ? 0.0101 : 1e-9
      for (const [n, group] of groups.entries())
        expect(Math.abs(values[n]! / byHand(group, stat) - 1)).toBeLessThanOrEqual(tolerance)
    }
  },
)

test('while a bucket is being replaced it reads as it was, and then as it is: never as something in between [T-28]', async () => {
  const context = { pool: world.pools.query, catalog: world.catalog, clock: () => NOW }
  const query = MetricQuery.parse({ metric: 'service-health.requests', range: WEEK, bucket: '1w' })
  const total = async () => (await queryMetric(context, world.project, query)).groups[0]!.total
  const before = await total()
  const { rows } = await world.pools.work.query<{ series_id: number; ms: number; n: number }>(
    `SELECT r.series_id, date_part('epoch', r.bucket) * 1000 AS ms, r.n FROM rollup r JOIN series s ON s.id = r.series_id
     WHERE r.grain = 5 AND s.measure = ''`,
  )
  const { series_id: seriesId, ms: bucket, n } = rows[0]!
  const none = { min: null, max: null, sketch: null, distinct: null, actors: null, sessions: null }
  await withTransaction(world.pools.work, async (tx) => {
    await replaceRows(tx, '1w', 1, [{ seriesId, bucket, n: 500, weightSum: 500, sum: 0, sumSq: 0, ...none }])
    expect(await total()).toBe(before)
  })
  expect(await total()).toBe(before! + 500 - Number(n))
})
