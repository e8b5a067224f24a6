import { MetricQuery, type MetricQueryInput, type WireEvent } from '@tidemark/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createWorld, request, type World } from '../../test/world.ts'
import { drainInbox } from '../ingest/drain-inbox.ts'
import { Cascade } from '../rollup/cascade.ts'
import { queryMetric } from './query-metric.ts'

const HOUR = 3_600_000
const NOW = Date.parse('2026-03-10T12:34:56Z')
let world: World
let now = NOW

const order = (at: number, props: Record<string, unknown>) => ({
  id: crypto.randomUUID(),
  type: 'order',
  ts: new Date(at).toISOString(),
  props: { country: 'DE', product: 'p', currency: 'EUR', cancelled: false, amount: 100, quantity: 1, ...props },
})

const ask = (query: MetricQueryInput, project = world.project) =>
  queryMetric({ pool: world.pools.query, catalog: world.catalog, clock: () => now }, project, MetricQuery.parse(query))

beforeAll(async () => {
  world = await createWorld({ clock: () => now })
  const events = [
    ...Array.from({ length: 40 }, (_, i) =>
      request(
        NOW - 5 * HOUR + i * 1000,
        { duration: i + 1, status: i % 10 === 0 ? 500 : 200, route: `/${i % 4}` },
        { actor: `a${i % 7}` },
      ),
    ),
    ...Array.from({ length: 10 }, (_, i) =>
      request(NOW - 30_000, { duration: 100, route: `/${i % 4}` }, { actor: `b${i}` }),
    ),
  ]
  await world.door.accept(world.project, { events })
  await drainInbox(world.context, { budgetMs: 10_000, concurrency: 2 })
  await new Cascade(world.pools, () => now).run({ budgetMs: 10_000, force: true })
})
afterAll(() => world.close())

const range = { from: NOW - 6 * HOUR, to: NOW }

describe('one metric, every kind', () => {
  test.each([
    ['service-health.requests', 'value', 50],
    ['service-health.errors', 'value', 4],
    ['service-health.error_rate', 'value', 4 / 50],
    ['service-health.latency', 'min', 1],
    ['service-health.latency', 'max', 100],
    ['service-health.latency', 'mean', (820 + 1000) / 50],
    ['service-health.clients', 'value', 17],
  ] as const)('%s %s = %d', async (metric, stat, expected) => {
    for (const bucket of ['total', '1m', '5m', '1h', 'auto'] as const) {
      const result = await ask({ metric, stat, range, bucket })
      expect(result.groups[0]?.total).toBeCloseTo(expected, 9)
    }
  })

  test('a percentile is within 1 % of the nearest rank', async () => {
    const result = await ask({ metric: 'service-health.latency', stat: 'p50', range, bucket: 'total' })
    expect(Math.abs((result.groups[0]?.total ?? 0) / 25 - 1)).toBeLessThan(0.01)
    expect(result.receipt.error).toEqual({ kind: 'sketch', relative: 0.01 })
  })
})

test('buckets: counts are 0 inside coverage, a gap before it; percentiles are gaps; the last bucket is open [T-14 T-29]', async () => {
  const wide = { from: NOW - 48 * HOUR, to: NOW }
  const count = await ask({ metric: 'service-health.requests', range: wide, bucket: '1h' })
  expect(count.buckets).toHaveLength(49)
  expect(count.groups[0]?.values[0]).toBeNull()
  expect(count.groups[0]?.values.at(-2)).toBe(0)
  expect(count.groups[0]?.values.at(-1)).toBe(10)
  expect(count.openFrom).toBe(48)
  const latency = await ask({ metric: 'service-health.latency', range: wide, bucket: '1h' })
  expect(latency.groups[0]?.values.at(-2)).toBeNull()
  expect(latency.stat).toBe('p95')
})

test('breakdown ranks groups and folds the rest into an exact other [T-04]', async () => {
  const result = await ask({
    metric: 'service-health.requests',
    range,
    bucket: 'total',
    breakdown: ['route'],
    limit: 2,
  })
  expect(result.groups.map(({ role, total }) => [role, total])).toEqual([
    ['group', 13],
    ['group', 13],
    ['other', 24],
  ])
})

test('filters: in, not in, exists', async () => {
  const total = async (filters: MetricQueryInput['filters']) =>
    (await ask({ metric: 'service-health.requests', range, bucket: 'total', filters })).groups[0]?.total
  expect(await total([{ dimension: 'route', op: 'in', values: ['/0', '/1'] }])).toBe(26)
  expect(await total([{ dimension: 'route', op: 'notIn', values: ['/0', '/1'] }])).toBe(24)
  expect(await total([{ dimension: 'route', op: 'exists' }])).toBe(50)
  expect(await total([{ dimension: 'route', op: 'in', values: ["'; DROP TABLE event; --"] }])).toBe(0)
})

test('a question that would read more stored rows than one process can hold is refused', async () => {
  const context = { pool: world.pools.query, catalog: world.catalog, clock: () => now }
  const question = MetricQuery.parse({ metric: 'service-health.latency', range, bucket: 'total' })
  // The older hour has four routes that answered 200 and two that answered 500 as well, the last minute four.
  const stored = 10
  expect(await queryMetric({ ...context, maxRows: stored }, world.project, question)).toMatchObject({ stat: 'p95' })
  await expect(queryMetric({ ...context, maxRows: stored - 1 }, world.project, question)).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('more than 9 stored rows'),
  })
})

test('amounts of several currencies are never added up [T-19]', async () => {
  const project = await world.addProject('shop')
  await world.door.accept(project, {
    events: [order(NOW - 1000, {}), order(NOW - 1000, { currency: 'GBP', amount: 7 })],
  })
  await drainInbox(world.context, { budgetMs: 10_000, concurrency: 1 })
  await expect(ask({ metric: 'commerce.revenue', range, bucket: 'total' }, project)).rejects.toMatchObject({
    code: 'invalid_input',
  })
  const one = await ask(
    { metric: 'commerce.revenue', range, filters: [{ dimension: 'currency', op: 'in', values: ['GBP'] }] },
    project,
  )
  expect([one.currency, one.groups[0]?.total]).toEqual(['GBP', 7])
})

test('other projects see nothing of it', async () => {
  const stranger = await world.addProject('stranger')
  const result = await ask({ metric: 'service-health.requests', range }, stranger)
  expect(result.groups[0]?.total).toBeNull()
  expect(result.receipt.notices).toContain('No events in this range.')
})

test.each([
  [{ metric: 'service-health.nothing', range }, 'not_found'],
  [{ metric: 'service-health.requests', range, breakdown: ['nothing'] }, 'invalid_input'],
  [{ metric: 'service-health.requests', stat: 'p95', range }, 'invalid_input'],
  [{ metric: 'service-health.requests', range, filters: [{ dimension: 'route', op: 'in' }] }, 'invalid_input'],
  [{ metric: 'service-health.requests', range: { from: 0, to: NOW } }, 'invalid_input'],
  [{ metric: 'service-health.requests', range: { from: NOW - 3000 * HOUR, to: NOW }, bucket: '1m' }, 'invalid_input'],
] as [MetricQueryInput, string][])('a question that cannot be answered says why: %j', async (query, code) => {
  await expect(ask(query)).rejects.toMatchObject({ code })
})

test('a late event changes its bucket in every grain [T-20]', async () => {
  await world.door.accept(world.project, { events: [request(NOW - 4 * HOUR, { route: '/late' })] })
  await drainInbox(world.context, { budgetMs: 10_000, concurrency: 1 })
  const seen = async (bucket: '1m' | '5m' | '1h') => {
    const filters = [{ dimension: 'route', op: 'in' as const, values: ['/late'] }]
    const result = await ask({ metric: 'service-health.requests', range, bucket, filters })
    return { total: result.groups[0]?.total, grains: result.receipt.grains }
  }
  // Before the cascade has been told, and after.
  expect(await seen('1h')).toMatchObject({ total: 1, grains: expect.arrayContaining(['1m']) })
  await new Cascade(world.pools, () => now).run({ budgetMs: 10_000, force: true })
  for (const bucket of ['1m', '5m', '1h'] as const) expect(await seen(bucket)).toMatchObject({ total: 1 })
  now = NOW + 14 * 24 * HOUR
  const weeks = await ask({
    metric: 'service-health.requests',
    range: { from: NOW - 14 * 24 * HOUR, to: now },
    bucket: '1w',
  })
  expect(weeks.receipt.grains).toContain('1w')
  expect(weeks.groups[0]?.total).toBe(51)
  now = NOW
})

describe('a metric over several event types', () => {
  const at = NOW - 3 * HOUR
  const ended = (type: string, workflow: string, duration: number): WireEvent => ({
    id: crypto.randomUUID(),
    type,
    ts: new Date(at).toISOString(),
    props: { workflow, duration },
  })
  let project: World['project']
  beforeAll(async () => {
    project = await world.addProject('runs')
    const events = [
      ...Array.from({ length: 30 }, (_, i) => ended('run_succeeded', i < 20 ? 'invoice' : 'letter', i + 1)),
      ...Array.from({ length: 10 }, (_, i) => ended('run_failed', 'invoice', 1000 + i)),
    ]
    await world.door.accept(project, { events })
    await drainInbox(world.context, { budgetMs: 10_000, concurrency: 1 })
    await new Cascade(world.pools, () => now).run({ budgetMs: 10_000, force: true })
  })
  const totals = async (metric: string, query: Partial<MetricQueryInput> = {}) => {
    const { groups } = await ask({ metric: `workflow-runs.${metric}`, range, bucket: 'total', ...query }, project)
    return Object.fromEntries(groups.map((group) => [group.key[0] ?? 'all', group.total]))
  }

  test('adds up its terms, exactly, also by group [KPI-16]', async () => {
    expect(await totals('runs_finished')).toEqual({ all: 40 })
    expect(await totals('success_rate')).toEqual({ all: 0.75 })
    expect(await totals('success_rate', { breakdown: ['workflow'] })).toEqual({ invoice: 20 / 30, letter: 1 })
  })

  test('merges the sketches of all of them [KPI-16]', async () => {
    expect(await totals('run_duration', { stat: 'max' })).toEqual({ all: 1009 })
    const { all } = await totals('run_duration', { stat: 'p95' })
    expect(Math.abs((all ?? 0) / 1007 - 1)).toBeLessThan(0.01)
    expect((await totals('run_duration', { stat: 'p50' })).all).toBeCloseTo(20, 0)
  })

  test('none of one type is 0 while another shows that the source is alive [T-14]', async () => {
    expect(await totals('runs_started')).toEqual({ all: 0 })
    expect(
      await totals('run_failures', { filters: [{ dimension: 'workflow', op: 'in', values: ['letter'] }] }),
    ).toEqual({ all: 0 })
    expect(await totals('pdf_failures')).toEqual({ all: null })
  })
})
