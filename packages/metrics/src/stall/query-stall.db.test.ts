import {
  defineEvent,
  definePack,
  defineStall,
  match,
  StallQuery,
  type StallQueryInput,
  text,
  type WireEvent,
} from '@tidemark/contracts'
import { uuidv7 } from '@tidemark/platform'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createWorld, type World } from '../../test/world.ts'
import { drainInbox } from '../ingest/drain-inbox.ts'
import { queryStall } from './query-stall.ts'

const NOW = Date.parse('2026-03-10T12:00:00Z')
const MINUTE = 60_000
const DAY = 86_400_000
const MIDNIGHT = NOW - DAY / 2

const turn = defineEvent({
  type: 'turn',
  title: 'Turn',
  dimensions: { node: text(), locale: text({ personal: true }) },
  measures: {},
})
const node = defineEvent({ type: 'node', title: 'Node', dimensions: { status: text() }, measures: {} })
const pack = definePack({
  name: 'game',
  title: 'Game',
  version: '1.0.0',
  events: [turn, node],
  metrics: {},
  stalls: {
    stuck: defineStall({
      title: 'Stuck sessions',
      unit: 'session',
      step: match(turn),
      progress: match(node, { status: 'completed' }),
      steps: 3,
      breakdowns: ['node'],
    }),
  },
})

let world: World
/** One letter per minute: the turn's node, or + for progress, - for a node that failed. */
const session = (letters: string, who: string, at: number): WireEvent[] =>
  [...letters].map((letter, i) => ({
    id: uuidv7(at + i * MINUTE),
    type: letter === '+' || letter === '-' ? 'node' : 'turn',
    ts: new Date(at + i * MINUTE).toISOString(),
    actor: who,
    session: who,
    props:
      letter === '+' || letter === '-'
        ? { status: letter === '+' ? 'completed' : 'failed' }
        : { node: letter, locale: 'en' },
  }))
const ask = (query: Omit<StallQueryInput, 'stall'>, kanonMin = 10) =>
  queryStall(
    { pool: world.pools.query, catalog: world.catalog, clock: () => NOW, kanonMin },
    world.project,
    StallQuery.parse({ stall: 'game.stuck', ...query }),
  )
const day = { from: MIDNIGHT - DAY, to: MIDNIGHT }

beforeAll(async () => {
  world = await createWorld({ packs: [pack], clock: () => NOW })
  const at = MIDNIGHT - MINUTE
  const events = [
    // Over midnight, stuck on the second node.
    ...session('a+bbb', 'ann', at),
    ...session('aa+bb', 'bob', at),
    ...session('aa-a+', 'cat', at),
    ...session('aa', 'dan', at),
    ...session('bbb', 'eve', MIDNIGHT + MINUTE),
  ]
  await world.door.accept(world.project, { events })
  await drainInbox(world.context, { budgetMs: 10_000, concurrency: 1 })
})
afterAll(() => world.close())

describe('the share of sessions that got stuck [KPI-06]', () => {
  test('of those that took enough turns, with their number, at their start [T-50 T-54]', async () => {
    const { groups, receipt, steps } = await ask({ range: day })
    expect(steps).toBe(3)
    expect(groups).toEqual([{ key: [], role: 'all', state: 'value', units: 3, stuck: 2, rate: 2 / 3, left: 1 }])
    expect(receipt).toMatchObject({
      definition: [
        'stuck: 3 in a row of turn',
        'without node where status = completed between them',
        'per session of at least 3 of them',
      ],
      complete: true,
    })
  })

  test('per quest node, by the node where the longest row began', async () => {
    const { groups } = await ask({ range: day, breakdown: ['node'] })
    expect(groups.slice(1).map(({ key, units, stuck }) => [key, units, stuck])).toEqual([
      [['a'], 2, 1],
      [['b'], 1, 1],
    ])
  })

  test('N can be set', async () => {
    expect((await ask({ range: day, steps: 2 })).groups[0]).toMatchObject({ units: 4, stuck: 4, left: 0 })
    expect((await ask({ range: day, steps: 4 })).groups[0]).toMatchObject({ units: 2, stuck: 0, left: 2 })
  })

  test('nobody took enough turns: no rate [T-15]', async () => {
    const { groups, receipt } = await ask({ range: day, steps: 50 })
    expect(groups[0]).toMatchObject({ units: 0, stuck: 0, rate: null, left: 4 })
    expect(receipt.notices).toEqual(['Nobody took 50 steps in this range.'])
  })

  test('a breakdown by something personal hides few people [PRV-02]', async () => {
    const { groups } = await ask({ range: day, breakdown: ['locale'] })
    expect(groups[1]).toMatchObject({ key: ['en'], state: 'suppressed', units: null, stuck: null, rate: null })
    const told = await ask({ range: day, breakdown: ['locale'] }, 2)
    expect(told.groups[1]).toMatchObject({ state: 'value', units: 3, stuck: null, rate: null })
  })

  test.each([
    [{ range: day, breakdown: ['status'] }, 'turn has no dimension status.'],
    [{ range: { from: day.from - 500 * DAY, to: day.to } }, 'A range may span at most 400 days.'],
  ])('%j is refused', (query, message) => expect(ask(query)).rejects.toThrow(message))
})
