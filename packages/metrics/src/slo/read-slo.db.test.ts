import {
  defineEvent,
  definePack,
  defineSlo,
  fasterThan,
  goodOver,
  measure,
  oneOf,
  part,
  ratio,
  type WireEvent,
} from '@tidemark/contracts'
import { uuidv7 } from '@tidemark/platform'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createWorld, type World } from '../../test/world.ts'
import { readHealth } from '../health/read-health.ts'
import { drainInbox } from '../ingest/drain-inbox.ts'
import { Cascade } from '../rollup/cascade.ts'
import { readSlo } from './read-slo.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = Date.parse('2026-03-10T12:30:00Z')

const served = defineEvent({
  type: 'served',
  title: 'Served',
  dimensions: { outcome: oneOf(['ok', 'failed']), shop: oneOf(['north', 'south']) },
  measures: { latency: measure({ unit: 'ms', min: 0 }) },
})
const failed = part(served, { where: { outcome: 'failed' } })
const shop = definePack({
  name: 'shop',
  title: 'Shop',
  version: '1.0.0',
  events: [served],
  metrics: { failure_rate: ratio({ of: failed, over: part(served), title: 'Failures', better: 'lower' }) },
  slos: {
    success: defineSlo({
      title: 'Success',
      sli: goodOver(part(served, { where: { outcome: 'ok' } }), part(served)),
      objective: 0.99,
      window: '7d',
      breakdowns: ['shop'],
    }),
    speed: defineSlo({
      title: 'Speed',
      sli: fasterThan(800, part(served, { measure: 'latency', where: { outcome: 'ok' } })),
      objective: 0.9,
      window: '7d',
    }),
  },
  subsystems: {
    serving: {
      title: 'Serving',
      metric: 'failure_rate',
      windowMs: HOUR,
      healthy: { op: '<', value: 0.05 },
      unhealthy: { op: '>=', value: 0.2 },
    },
  },
})

let world: World
const serve = (at: number, n: number, props: { outcome?: string; shop?: string; latency?: number }): WireEvent[] =>
  Array.from({ length: n }, (_, i) => ({
    id: uuidv7(at + i),
    type: 'served',
    ts: new Date(at + i).toISOString(),
    props: { outcome: 'ok', shop: 'north', latency: 100, ...props },
  }))

beforeAll(async () => {
  world = await createWorld({ packs: [shop], clock: () => NOW })
  const events = [
    ...serve(NOW - 3 * DAY, 600, {}),
    ...serve(NOW - 2 * DAY, 300, { shop: 'south', latency: 2000 }),
    ...serve(NOW - 2 * DAY + HOUR, 20, { outcome: 'failed', latency: 5 }),
    ...serve(NOW - 20 * 60_000, 70, {}),
    ...serve(NOW - 10 * 60_000, 10, { outcome: 'failed', latency: 5 }),
  ]
  await world.door.accept(world.project, { events })
  await drainInbox(world.context, { budgetMs: 10_000, concurrency: 2 })
  await new Cascade(world.pools, () => NOW).run({ budgetMs: 10_000, force: true })
})
afterAll(() => world.close())

const context = () => ({ pool: world.pools.query, catalog: world.catalog, clock: () => NOW })
const read = (slo: string, more: object = {}) => readSlo(context(), world.project, { slo, filters: [], ...more })

describe('an objective over good events [SLO-01]', () => {
  test('counts, budget and burn rate of its window, with the compatible number beside the standard one [C-01 C-03]', async () => {
    const { state, compatible, definition } = await read('shop.success')
    expect(state).toMatchObject({ good: 970, total: 1000, bad: 30, sli: 0.97, met: false, lowTraffic: false })
    expect(state.burnRate).toBeCloseTo(3, 9)
    expect(state.budgetLeft).toBeCloseTo(-2, 9)
    expect(compatible).toEqual({ errorBudgetPct: 1, errorBudgetBurnPct: expect.closeTo(150, 9) })
    expect(definition).toBe('count(served) where outcome = ok / count(served)')
  })

  test('each pair of windows is judged with the rate of its own objective window', async () => {
    const { burn } = await read('shop.success')
    expect(burn.map(({ threshold, burning }) => [threshold, burning])).toEqual([
      [13.44, null],
      [3.5, true],
      [1.4, true],
      [0.98, true],
    ])
    expect(burn[0]?.long).toMatchObject({ good: 70, total: 80 })
    expect(burn[0]?.short).toMatchObject({ total: 0 })
  })

  test('days tell how the budget was spent', async () => {
    const { days } = await read('shop.success')
    const busy = days.filter(({ total }) => (total ?? 0) > 0)
    expect(busy.map(({ good, total }) => [good, total])).toEqual([
      [600, 600],
      [300, 320],
      [70, 80],
    ])
    expect(busy.map(({ budgetLeft }) => Math.round((budgetLeft ?? 0) * 100))).toEqual([100, -100, -200])
  })

  test('it can be asked of one shop', async () => {
    const filters = [{ dimension: 'shop', op: 'in' as const, values: ['south'] }]
    expect((await read('shop.success', { filters })).state).toMatchObject({ good: 300, total: 300, met: true })
  })

  test('what is not declared is not found', async () => {
    await expect(read('shop.nothing')).rejects.toMatchObject({ code: 'not_found' })
  })
})

test('an objective over latency counts the share at most the threshold; failures that are fast make nothing faster [T-40 T-41]', async () => {
  const { state } = await read('shop.speed')
  expect(state).toMatchObject({ good: 670, total: 970, met: false })
})

test('maintenance is left out of counts, burn and days, and the answer says so', async () => {
  const project = await world.addProject('mended')
  await world.door.accept(project, {
    events: [...serve(NOW - 2 * DAY, 50, {}), ...serve(NOW - DAY, 50, { outcome: 'failed' })],
  })
  await drainInbox(world.context, { budgetMs: 10_000, concurrency: 2 })
  const state = async () => (await readSlo(context(), project, { slo: 'shop.success', filters: [] })).state
  expect(await state()).toMatchObject({ good: 50, total: 100 })
  await world.pools.work.query(
    `INSERT INTO slo_correction (id, project_id, slo, from_at, to_at, reason, created_by)
     VALUES (gen_random_uuid(), $1, 'shop.success', $2, $3, 'move', 'cli'), (gen_random_uuid(), $1, 'shop.speed', $4, $2, 'other', 'cli')`,
    [project.id, new Date(NOW - DAY - HOUR), new Date(NOW - DAY + HOUR), new Date(NOW - 3 * DAY)],
  )
  const { state: left, excluded } = await readSlo(context(), project, { slo: 'shop.success', filters: [] })
  expect(left).toMatchObject({ good: 50, total: 50, met: true })
  expect(excluded).toEqual([{ from: NOW - DAY - HOUR, to: NOW - DAY + HOUR, reason: 'move' }])
})

describe('health of subsystems', () => {
  test('the state of the last window, and uptime that tells unknown from down [C-16 SLO-07 SLO-08 T-63]', async () => {
    const range = { from: NOW - 3 * DAY - 30 * 60_000, to: NOW }
    const { overall, subsystems, uptime, states } = await readHealth(context(), world.project, { range })
    expect(overall).toBe('degraded')
    expect(subsystems[0]).toMatchObject({ id: 'shop.serving', value: 0.125, state: 'degraded' })
    expect(uptime).toMatchObject({ upMs: expect.closeTo(2.5 * HOUR, -3), downMs: HOUR, maintenanceMs: 0 })
    expect(uptime.unknownMs).toBe(3 * DAY + 30 * 60_000 - uptime.upMs - HOUR)
    expect(uptime.uptime).toBeCloseTo(2.5 / 3.5, 9)
    expect(states).toHaveLength(73)
  })

  test('a project without events is unknown, not down', async () => {
    const project = await world.addProject('silent')
    const { overall, uptime } = await readHealth(context(), project, { range: { from: NOW - DAY, to: NOW } })
    expect(overall).toBe('unknown')
    expect(uptime).toMatchObject({ upMs: 0, downMs: 0, unknownMs: DAY, uptime: null })
  })
})
