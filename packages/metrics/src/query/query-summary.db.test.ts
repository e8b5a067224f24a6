import { AnyQuery, type MetricQueryInput, MetricResult, SummaryItem } from '@tidemark/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { settle } from '../../test/rollup-rows.ts'
import { createWorld, request, type World } from '../../test/world.ts'
import { drainInbox } from '../ingest/drain-inbox.ts'
import { queryMetric } from './query-metric.ts'
import { querySummary } from './query-summary.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** A quarter to seven in the evening in Kathmandu. */
const NOW = Date.parse('2026-03-10T13:00:00Z')
const HOUR_AGO = NOW - HOUR
// 59 minutes of ten requests near 100 ms, and one of a thousand near 2 s.
const QUIET = Array.from({ length: 59 }, (_, minute) =>
  Array.from({ length: 10 }, (_, i) => 60 + 8 * i + (i === 9 ? 152.6 - 132 + ((minute - 29) * 41.4) / 27 : 0)),
)
const BUSY = Array.from({ length: 1000 }, (_, i) => 3040 + ((i - 920) * 209) / 79)

let world: World
let context: Parameters<typeof queryMetric>[0]

beforeAll(async () => {
  world = await createWorld({ clock: () => NOW })
  context = { pool: world.pools.query, catalog: world.catalog, clock: () => NOW }
  const fast = QUIET.flatMap((minute, i) => minute.map((duration) => request(HOUR_AGO + i * MINUTE, { duration })))
  const slow = BUSY.map((duration, i) => request(NOW - MINUTE + i, { duration, route: '/slow' }))
  const yesterday = Array.from({ length: 30 }, (_, i) =>
    request(NOW - DAY - (i < 20 ? HOUR : -HOUR), { duration: 10, route: i < 15 ? '/' : '/gone' }),
  )
  for (const events of [fast, slow.slice(0, 500), slow.slice(500), yesterday])
    await world.door.accept(world.project, { events })
  await drainInbox(world.context, { budgetMs: 30_000, concurrency: 1 })
  await settle(world)
})
afterAll(() => world.close())

const query = (input: Omit<MetricQueryInput, 'range'> & Partial<Pick<MetricQueryInput, 'range'>>) =>
  AnyQuery.parse({ range: { from: HOUR_AGO, to: NOW }, ...input })
const ask = (input: Parameters<typeof query>[0]) => queryMetric(context, world.project, query(input))

test('a percentile over an hour is of its requests, not of the percentiles of its minutes [T-01]', async () => {
  const { groups } = await ask({ metric: 'service-health.latency', stat: 'p95', bucket: '1m' })
  const minutes = groups[0]!.values.map((value) => value!)
  expect(Math.abs(groups[0]!.total! / 3040 - 1)).toBeLessThanOrEqual(0.01)
  // What the mean of the minutes' percentiles would be.
  expect(Math.round(minutes.reduce((sum, value) => sum + value, 0) / 60)).toBeCloseTo(202, -1)
})

test('twelve widgets of one call get what each would get alone; one that fails leaves the others alone', async () => {
  const queries = [
    ...(['requests', 'errors', 'error_rate', 'traffic', 'clients'] as const).map((name) =>
      query({ metric: `service-health.${name}` }),
    ),
    query({ metric: 'service-health.latency', stat: 'p50', breakdown: ['route'] }),
    query({ metric: 'service-health.nothing' }),
    query({ metric: 'service-health.requests', bucket: '7m' }),
    query({ metric: 'service-health.requests', timeZone: 'Mars/Olympus' }),
    query({ metric: 'service-health.requests', bucket: 'total', compare: 'previous' }),
    query({ metric: 'service-health.requests', bucket: '1m', range: { from: NOW - 3 * DAY, to: NOW } }),
    query({ metric: 'service-health.requests', range: { from: NOW - 401 * DAY, to: NOW } }),
  ]
  const items = await querySummary(context, world.project, queries)
  expect(items.map((item) => SummaryItem.parse(item).ok)).toEqual([
    ...new Array(6).fill(true),
    ...[false, false, false, true, false, false],
  ])
  for (const [i, item] of items.entries())
    if (item.ok) expect(item.result).toEqual(await queryMetric(context, world.project, queries[i]!))
    else await expect(queryMetric(context, world.project, queries[i]!)).rejects.toMatchObject(item.error)
  expect(items.flatMap((item) => (item.ok ? [] : [item.error.message]))).toEqual([
    'There is no metric service-health.nothing.',
    "A day can't be cut into buckets of 7m: use a size that divides 24 hours.",
    'There is no time zone Mars/Olympus. Use a name such as Europe/Berlin.',
    'Buckets of 1m make more than 2000 points over this range. Use 5m or a shorter range.',
    'A range may span at most 400 days. Ask for a shorter one.',
  ])
})

test('the limit is on the length of a range, not on how long ago it was', async () => {
  const range = { from: NOW - 2000 * DAY, to: NOW - 1990 * DAY }
  expect((await ask({ metric: 'service-health.requests', range, bucket: '1d' })).groups[0]?.total).toBeNull()
})

describe('a comparison', () => {
  test('has the groups of the answer in its order, and what only was there then as "other" [T-13]', async () => {
    const range = { from: NOW - 13 * HOUR, to: NOW }
    const result = await ask({
      metric: 'service-health.requests',
      range,
      bucket: 'total',
      breakdown: ['route'],
      compare: 'previous',
    })
    expect(MetricResult.parse(result)).toEqual(result)
    expect(result.groups.map(({ key, total }) => [key[0], total])).toEqual([
      ['/slow', 1000],
      ['/', 590],
    ])
    const then = result.comparison!
    // Begun at midnight: the part of yesterday up to the same time, whatever came after it.
    expect(then.range).toEqual({ from: range.from - DAY, to: range.to - DAY })
    expect(then.groups.map(({ role, key, total }) => [role, key[0], total])).toEqual([
      ['group', '/slow', 0],
      ['group', '/', 15],
      ['other', null, 5],
    ])
  })

  test('of a day that is not over is with the same part of the day before, bucket by bucket [T-13 T-29]', async () => {
    const range = { from: NOW - 13 * HOUR, to: NOW + 11 * HOUR }
    const result = await ask({ metric: 'service-health.requests', range, bucket: '1h', compare: 'previous' })
    expect(result.openFrom).toBe(13)
    expect(result.comparison?.range.to).toBe(NOW - DAY)
    expect(result.comparison?.buckets).toHaveLength(24)
    expect(result.comparison?.buckets[12]).toBe(result.buckets[12]! - DAY)
    expect(result.comparison?.buckets[13]).toBeNull()
    expect(result.comparison?.groups[0]?.values[12]).toBe(20)
    expect(result.comparison?.groups[0]?.total).toBe(20)
  })

  test('with a year that has no such date says so [T-13]', async () => {
    const range = { from: Date.parse('2024-02-29T00:00:00Z'), to: Date.parse('2024-03-01T00:00:00Z') }
    const result = await ask({ metric: 'service-health.requests', range, bucket: '1d', compare: 'last_year' })
    expect(new Date(result.comparison!.buckets[0]!).toISOString()).toBe('2023-02-28T00:00:00.000Z')
    expect(result.receipt.notices).toContain(
      'A date of this range does not exist in the compared one, so that the two do not hold the same days.',
    )
  })
})

test('hours and days of a zone a quarter of an hour off are cut from finer rows, exactly [T-11]', async () => {
  const result = await ask({ metric: 'service-health.requests', bucket: '1h', timeZone: 'Asia/Kathmandu' })
  expect(result.receipt).toMatchObject({ timeZone: 'Asia/Kathmandu', grains: expect.arrayContaining(['5m']) })
  expect(result.buckets.map((at) => new Date(at).toISOString().slice(11, 16))).toEqual(['11:15', '12:15'])
  expect(result.groups[0]?.values).toEqual([150, 1440])
  const days = await ask({
    metric: 'service-health.requests',
    range: { from: NOW - 2 * DAY, to: NOW },
    bucket: '1d',
    timeZone: 'Asia/Tehran',
  })
  expect(days.groups[0]?.values.slice(-2)).toEqual([30, 1590])
})
