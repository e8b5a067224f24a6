import { ExperimentQuery, type ExperimentQueryInput, ExperimentResult, type WireEvent } from '@tidemark/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bruteForce, type Measure, unitsOf } from '../../test/experiment-brute-force.ts'
import { MATURES_MS, type StoryEvent, storyPack, tellStory, toWire } from '../../test/experiment-story.ts'
import { createWorld, type World } from '../../test/world.ts'
import { drainInbox } from '../ingest/drain-inbox.ts'
import { readExperiment } from './read-experiment.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = Date.parse('2026-03-10T12:34:56Z')
const AS_OF = Date.parse('2026-03-10T12:00:00Z')
const RANGE = { from: NOW - 2 * DAY, to: NOW }
const story = tellStory(400, NOW)
let world: World

const ask = (more: Partial<ExperimentQueryInput> = {}, project = world.project, kanonMin = 10) =>
  readExperiment(
    { pool: world.pools.query, catalog: world.catalog, clock: () => NOW, kanonMin },
    project,
    ExperimentQuery.parse({ experiment: 'game.trials', name: 'caps', range: RANGE, ...more }),
  )

async function send(project: World['project'], events: readonly WireEvent[]) {
  for (let i = 0; i < events.length; i += 1000) await world.door.accept(project, { events: events.slice(i, i + 1000) })
  await drainInbox(world.context, { budgetMs: 60_000, concurrency: 2 })
}

beforeAll(async () => {
  world = await createWorld({ packs: [storyPack], clock: () => NOW })
  await send(world.project, story.map(toWire))
})
afterAll(() => world.close())

const known = story.filter(({ at }) => at < AS_OF)
const { units, crossed } = unitsOf(known, 'caps')
const inRange = units.filter(({ exposedAt }) => exposedAt >= RANGE.from)
const mature = inRange.filter(({ exposedAt }) => exposedAt + MATURES_MS <= AS_OF)
const arm = (variation: string, of = mature) => of.filter((unit) => unit.variation === variation)
const arms = [arm('control'), arm('treatment')]

const turns = (events: readonly StoryEvent[]) => events.filter(({ type }) => type === 'turn')
const purchases = (events: readonly StoryEvent[]) => events.filter(({ type }) => type === 'purchase')
const total = (events: readonly StoryEvent[], measure: string) =>
  events.reduce((sum, { props }) => sum + Number(props[measure] ?? 0), 0)

const MEASURES: Record<string, { measure: Measure; cap: number | null }> = {
  'game.turns': { measure: (events) => ({ value: turns(events).length, base: 1 }), cap: 0.95 },
  'game.buyers': { measure: (events) => ({ value: Math.min(1, purchases(events).length), base: 1 }), cap: null },
  'game.revenue': { measure: (events) => ({ value: total(purchases(events), 'amount'), base: 1 }), cap: 0.95 },
  'game.tokens': {
    measure: (events) => ({
      value: total(turns(events), 'tokens'),
      base: turns(events).filter(({ props }) => props.tokens !== undefined).length,
    }),
    cap: 0.95,
  },
  'game.win_rate': {
    measure: (events) => ({
      value: turns(events).filter(({ props }) => props.outcome === 'won').length,
      base: turns(events).length,
    }),
    cap: 0.95,
  },
}

describe('the readout equals a computation by hand', () => {
  test('arms: first exposures in the range, crossed and earlier ones counted apart [EXP-01 EXP-06 T-47]', async () => {
    const result = ExperimentResult.parse(await ask())
    expect(result.asOf).toBe(AS_OF)
    expect(result.receipt).toMatchObject({ complete: true, unit: 'actor', notices: [] })
    expect(result.receipt.events).toBeGreaterThan(units.length)
    expect(result.arms).toMatchObject(
      ['control', 'treatment', 'tiny'].map((variation) =>
        variation === 'tiny'
          ? { variation, status: 'suppressed', exposed: null, matured: null }
          : {
              variation,
              status: 'shown',
              exposed: arm(variation, inRange).length,
              matured: arm(variation).length,
            },
      ),
    )
    const early = (actor: string) =>
      known.some(
        ({ type, at, ...event }) =>
          type === 'exposed' && event.actor === actor && event.props.experiment === 'caps' && at < RANGE.from,
      )
    expect(result.excluded.crossed).toBe(crossed.filter((actor) => !early(actor)).length)
    expect(result.excluded.crossed).toBeGreaterThan(0)
    expect(result.excluded.exposedEarlier).toBe(units.length - inRange.length + crossed.filter(early).length)
    expect(result.excluded.exposedEarlier).toBeGreaterThan(0)
    expect(result.sampleRatio).toEqual({ verdict: 'ok', chiSquare: null, pValue: null })
  })

  test.each(Object.entries(MEASURES))('%s [EXP-01 EXP-02 T-46 T-47]', async (metric, { measure, cap }) => {
    const result = await ask()
    const found = result.metrics.find((each) => each.metric === metric)!
    const expected = bruteForce(known, arms, measure, cap)
    const [control, treatment] = found.arms
    expect(control?.value).toBeCloseTo(expected.values[0]!, 8)
    expect(treatment?.value).toBeCloseTo(expected.values[1]!, 8)
    expect(treatment?.adjusted).toBeCloseTo(expected.adjustedValues[1]!, 8)
    const [comparison] = found.comparisons
    expect(comparison?.variation).toBe('treatment')
    expect(comparison?.plain.absolute).toMatchObject({
      effect: {
        value: expect.closeTo(expected.difference, 8),
        standardError: expect.closeTo(expected.standardError, 8),
      },
    })
    expect(comparison?.adjusted?.absolute).toMatchObject({
      effect: {
        value: expect.closeTo(expected.adjustedDifference, 8),
        standardError: expect.closeTo(expected.adjustedStandardError, 8),
      },
    })
    expect(comparison?.plain.relative).toMatchObject({
      effect: { value: expect.closeTo(expected.difference / Math.abs(expected.values[0]!), 8) },
    })
  })

  test('the arm of few people takes part in nothing and shows nothing [EXP-02 T-05 T-06]', async () => {
    for (const { arms: shown, comparisons } of (await ask()).metrics) {
      expect(shown[2]).toEqual({ variation: 'tiny', status: 'suppressed', value: null, adjusted: null })
      expect(comparisons[1]).toMatchObject({
        variation: 'tiny',
        plain: { absolute: { missing: 'suppressed' }, relative: { missing: 'suppressed' } },
        correctedPValue: null,
        badge: 'not yet',
      })
    }
  })

  test('with more people asked for, nothing at all is told [T-05]', async () => {
    const result = await ask({}, world.project, 10_000)
    const numbers = JSON.stringify([result.arms, result.metrics, result.days]).match(
      /"(value|units|exposed)":(?!null|0\b)/g,
    )
    expect(numbers).toBeNull()
  })
})

test('a real effect is found, and which way it goes [EXP-02 T-44]', async () => {
  const { metrics } = await ask()
  const [turnsRead] = metrics
  expect(turnsRead).toMatchObject({ metric: 'game.turns', role: 'primary', correction: 'Holm', kind: 'mean' })
  expect(turnsRead?.comparisons[0]).toMatchObject({
    badge: 'significant',
    reason: expect.stringMatching(/^higher, which is better/),
  })
})

test('two experiments in one session multiply nothing [T-56]', async () => {
  const [caps, other] = [await ask(), await ask({ name: 'other' })]
  const both = unitsOf(known, 'other').units.filter(({ exposedAt }) => exposedAt >= RANGE.from)
  expect(other.arms.map(({ exposed }) => exposed)).toEqual([
    arm('control', both).length,
    arm('treatment', both).length,
    0,
  ])
  expect(other.arms[2]?.status).toBe('empty')
  expect(caps.arms[0]?.exposed).toBe(arm('control', inRange).length)
  expect(other.sampleRatio.verdict).toBe('mismatch')
  expect(new Set(other.metrics.flatMap(({ comparisons }) => comparisons.map(({ badge }) => badge)))).toEqual(
    new Set(['invalid: ratio mismatch']),
  )
})

test('overlays and outcomes by day of first exposure [EXP-03]', async () => {
  const { days } = await ask()
  expect(days.map(({ date }) => date)).toEqual(['2026-03-08', '2026-03-09', '2026-03-10'])
  for (const { date, arms: told } of days) {
    const cell = told.find(({ variation }) => variation === 'treatment')!
    const own = arm('treatment', inRange).filter(({ exposedAt }) => new Date(exposedAt).toISOString().startsWith(date))
    if (cell.overlays.status !== 'shown') continue
    expect(cell.overlays.units).toBe(own.length)
    const budgets = own.map(({ actor }) => 100 + (Number(actor.slice(1)) % 3))
    expect(cell.overlays.points).toEqual([
      {
        name: 'budget',
        status: 'shown',
        value: expect.closeTo(budgets.reduce((sum, budget) => sum + budget, 0) / own.length, 9),
      },
    ])
  }
  const grown = days[1]?.arms.map(({ outcomes }) => outcomes.points[0]?.value ?? null)
  expect(grown?.[1]).toBeGreaterThan(grown?.[0] ?? Number.POSITIVE_INFINITY)
  expect(grown?.[2]).toBeNull()
})

test('amounts of several currencies are not added up, one of them can be [T-19]', async () => {
  const project = await world.addProject('currencies')
  const expose = (player: number): StoryEvent => ({
    type: 'exposed',
    at: NOW - 20 * HOUR,
    actor: `c${player}`,
    props: { experiment: 'caps', variation: player % 2 === 0 ? 'control' : 'treatment' },
  })
  const buy = (player: number, currency: string): StoryEvent => ({
    type: 'purchase',
    at: NOW - 20 * HOUR + player,
    actor: `c${player}`,
    props: { currency, amount: 100 + player },
  })
  const players = Array.from({ length: 40 }, (_, i) => i)
  const events = players.flatMap((i) => [expose(i), buy(i, 'EUR'), buy(i, 'USD')])
  await send(project, events.map(toWire))
  await expect(ask({}, project)).rejects.toMatchObject({ code: 'invalid_input' })
  const revenue = (await ask({ currency: 'USD' }, project)).metrics.find(({ metric }) => metric === 'game.revenue')
  expect(revenue).toMatchObject({
    currency: 'USD',
    arms: [{ status: 'shown' }, { status: 'shown' }, { status: 'empty' }],
  })
})

test('what cannot be answered says so', async () => {
  await expect(ask({ experiment: 'game.none' })).rejects.toMatchObject({ code: 'not_found' })
  await expect(ask({ range: { from: NOW - 500 * DAY, to: NOW } })).rejects.toMatchObject({ code: 'invalid_input' })
  const nobody = await ask({ name: 'never started' })
  expect(nobody.arms.map(({ status, exposed }) => [status, exposed])).toEqual([
    ['empty', 0],
    ['empty', 0],
    ['empty', 0],
  ])
  expect(nobody.metrics[0]?.comparisons[0]).toMatchObject({ badge: 'not yet', reason: 'an arm has no units yet' })
})
