import { FunnelQuery, type FunnelQueryInput, type WireEvent } from '@tidemark/contracts'
import { uuidv7 } from '@tidemark/platform'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { funnelPack } from '../../test/funnel-pack.ts'
import { createWorld, type World } from '../../test/world.ts'
import { drainInbox } from '../ingest/drain-inbox.ts'
import { queryFunnel } from './query-funnel.ts'

const NOW = Date.parse('2026-03-10T12:00:00Z')
const HOUR = 3_600_000
const DAY = 24 * HOUR
const MIDNIGHT = NOW - 12 * HOUR

let world: World
const send = (type: string, at: number, who: string, props: Record<string, unknown> = {}): WireEvent => ({
  id: uuidv7(at),
  type,
  ts: new Date(at).toISOString(),
  actor: who.split('/')[0]!,
  session: who,
  props: type === 'start' ? { world: 'w1', build: 'b1', ...props } : props,
})
const crafted = { outcome: 'success' }
const ingest = async (events: WireEvent[], project = world.project) => {
  await world.door.accept(project, { events })
  await drainInbox(world.context, { budgetMs: 10_000, concurrency: 1 })
}
const ask = (query: FunnelQueryInput, project: World['project'] = world.project) =>
  queryFunnel({ pool: world.pools.query, catalog: world.catalog, clock: () => NOW }, project, FunnelQuery.parse(query))
const range = { from: MIDNIGHT - 2 * DAY, to: MIDNIGHT + DAY }
const play = { funnel: 'game.play', range }

beforeAll(async () => {
  world = await createWorld({ packs: [funnelPack], clock: () => NOW })
  const at = MIDNIGHT - DAY + 23.5 * HOUR
  await ingest([
    // Over midnight to the end, crafting twice.
    send('start', at, 'ann/1'),
    send('craft', at + 60_000, 'ann/1', crafted),
    send('craft', at + 90_000, 'ann/1', crafted),
    send('done', at + HOUR, 'ann/1'),
    // Failed to craft, and tried in another world later.
    send('start', at, 'bob/1', { world: 'w2' }),
    send('craft', at + 1_000, 'bob/1', { outcome: 'failure' }),
    send('start', at + HOUR, 'bob/1', { world: 'w3' }),
    // Cheated.
    send('start', at, 'cat/1', { build: 'b2' }),
    send('cheat', at + 10, 'cat/1'),
    send('craft', at + 20, 'cat/1', crafted),
    // Today, may still go on.
    send('start', MIDNIGHT + HOUR, 'ann/2'),
    send('craft', MIDNIGHT + HOUR + 180_000, 'ann/2', crafted),
    // Never began.
    send('done', MIDNIGHT + HOUR, 'dan/1'),
  ])
})
afterAll(() => world.close())

describe('a declared funnel [FUN-01]', () => {
  test('counts steps, rates, times and what may still go on, all at the entry [FUN-05]', async () => {
    const { groups, steps, openFrom, buckets } = await ask(play)
    expect(steps).toEqual(['Start', 'First craft', 'Completion'])
    expect(buckets).toHaveLength(3)
    expect(openFrom).toBe(1)
    expect(groups).toEqual([
      {
        key: [],
        role: 'all',
        steps: [
          expect.objectContaining({
            units: 4,
            samples: 4,
            standardError: 0,
            fromPrevious: null,
            fromStart: 1,
            dropped: 2,
            excluded: 1,
          }),
          expect.objectContaining({
            units: 2,
            fromPrevious: 0.5,
            fromStart: 0.5,
            dropped: 1,
            medianMs: 60_000,
            p95Ms: 180_000,
          }),
          expect.objectContaining({
            units: 1,
            fromPrevious: 0.5,
            fromStart: 0.25,
            dropped: null,
            medianMs: 59 * 60_000,
          }),
        ],
        conversion: 0.25,
        open: 2,
        entered: [0, 3, 1],
        converted: [null, 1 / 3, 0],
      },
    ])
  })

  test('a session that goes on after midnight is no session of the next day [T-52 T-54]', async () => {
    const { groups } = await ask({ ...play, range: { from: MIDNIGHT, to: MIDNIGHT + DAY } })
    expect(groups[0]?.steps.map(({ units }) => units)).toEqual([1, 1, 0])
  })

  test('by a dimension of the entry, the rest as an exact other [FUN-01]', async () => {
    const { groups } = await ask({ ...play, breakdown: ['world'], limit: 1 })
    expect(groups.map(({ key, role, steps }) => [key, role, steps.map(({ units }) => units)])).toEqual([
      [[], 'all', [4, 2, 1]],
      [['w1'], 'group', [3, 2, 1]],
      [[null], 'other', [1, 0, 0]],
    ])
  })

  test('filters hold for the entry, also on what only raw events keep', async () => {
    const filtered = await ask({ ...play, filters: [{ dimension: 'build', op: 'in', values: ['b2'] }] })
    expect(filtered.groups[0]?.steps.map(({ units }) => units)).toEqual([1, 0, 0])
    expect(filtered.receipt.definition[0]).toBe('1. Start: start where build = b2')
  })

  test('nobody began: rates are null, never zero [T-15 FUN-05]', async () => {
    const { groups, receipt } = await ask({ ...play, range: { from: MIDNIGHT - 5 * DAY, to: MIDNIGHT - 4 * DAY } })
    expect(groups[0]).toMatchObject({ conversion: null, entered: [0], converted: [null] })
    expect(groups[0]?.steps.map(({ units, fromStart }) => [units, fromStart])).toEqual([
      [0, null],
      [0, null],
      [0, null],
    ])
    expect(receipt.notices).toEqual(['Nobody entered in this range.'])
  })

  test('the receipt says where it comes from', async () => {
    expect((await ask(play)).receipt).toMatchObject({
      title: 'Play',
      definition: [
        '1. Start: start',
        '2. First craft: craft where outcome = success',
        '3. Completion: done',
        'ended by cheat',
        'per session, within 1 d of the first step',
      ],
      dataTime: NOW,
      complete: true,
      events: 12,
      rawRange: { from: range.from - DAY, to: range.to + DAY + 1 },
      planHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
  })
})

describe('a funnel made up by the asker [FUN-04]', () => {
  const adHoc = {
    unit: 'actor' as const,
    steps: [
      { title: 'Start', of: [{ event: 'start' }] },
      { title: 'Anything', of: [{ event: 'craft' }, { event: 'done' }] },
    ],
    withinMs: HOUR,
  }
  test('per actor, any of several events, no exclusion', async () => {
    const { groups, funnel } = await ask({ funnel: adHoc, range })
    expect(funnel).toBeNull()
    expect(groups[0]?.steps.map(({ units }) => units)).toEqual([3, 3])
  })
  test.each([
    [{ funnel: 'game.nothing' }, 'There is no funnel game.nothing.'],
    [
      { funnel: { ...adHoc, steps: [adHoc.steps[0]!, { title: 'x', of: [{ event: 'none' }] }] } },
      'There is no event type none.',
    ],
    [{ breakdown: ['outcome'] }, 'start has no dimension outcome.'],
    [
      { filters: [{ dimension: 'locale', op: 'in' as const, values: ['de'] }] },
      'locale tells something about a person: break down by it, do not filter by it.',
    ],
    [{ filters: [{ dimension: 'world', op: 'in' as const, values: [] }] }, 'The filter on world names no value.'],
    [{ range: { from: range.from - 500 * DAY, to: range.to } }, 'A range may span at most 400 days.'],
    [{ bucket: '1m' as const }, 'That is 4320 buckets, more than 2000.'],
    [{ funnel: 'game.apart' }, /seen and won are sampled independently/],
  ])('%j is refused', async (over, message) => {
    await expect(ask({ ...play, ...over })).rejects.toThrow(message)
  })
})

test('of a common sample a true 40 % is 40 %, with its error [T-08]', async () => {
  const project = await world.addProject('sampled')
  const weigh = (event: WireEvent, sampleRate: number): WireEvent => ({ ...event, sampleRate })
  const events = Array.from({ length: 500 }, (_, i) => {
    const draw = Math.floor(i / 5) % 10
    return [
      ...(draw < 5 ? [weigh(send('seen', MIDNIGHT, `p${i}/1`), 0.5)] : []),
      ...(draw < 3 && i % 5 < 2 ? [weigh(send('bought', MIDNIGHT + 1, `p${i}/1`), 0.3)] : []),
    ]
  }).flat()
  await ingest(events, project)
  const { groups, receipt } = await ask({ funnel: 'game.buyers', range }, project)
  expect(groups[0]?.steps[0]).toMatchObject({ units: 500, samples: 250 })
  expect(groups[0]?.conversion).toBeCloseTo(0.4, 9)
  expect(groups[0]?.steps[1]?.standardError).toBeCloseTo(Math.sqrt(60 * (1 / 0.3) * (1 / 0.3 - 1)), 6)
  expect(receipt.notices).toEqual(['Events are sampled: units are estimated.'])
})

describe('a breakdown by something personal [PRV-02 C-20]', () => {
  const days = { from: MIDNIGHT - 2 * DAY, to: MIDNIGHT }
  const gated = { funnel: 'game.play', range: days, breakdown: ['locale'] }
  let project: World['project']
  beforeAll(async () => {
    project = await world.addProject('people')
    const players = (locale: string, from: number, count: number, sessions = 1) =>
      Array.from({ length: count * sessions }, (_, i) =>
        send('start', MIDNIGHT - 5 * HOUR, `${from + Math.floor(i / sessions)}/${i}`, { locale }),
      )
    await ingest([...players('en', 0, 30), ...players('de', 100, 12), ...players('fr', 200, 1, 11)], project)
  })

  test('hides sessions of few people, and the group that would give them away [T-05 T-06 T-07]', async () => {
    const { groups } = await ask(gated, project)
    expect(groups.map(({ key, steps }) => [key, steps[0]?.state, steps[0]?.units])).toEqual([
      [[], 'value', 53],
      [['en'], 'value', 30],
      [['de'], 'suppressed', null],
      [['fr'], 'suppressed', null],
    ])
  })

  test('is told of whole days that are over', async () => {
    const message = 'A breakdown by something personal is told of whole days that are over.'
    await expect(ask({ ...gated, range: { from: days.from, to: days.to - 1 } }, project)).rejects.toThrow(message)
    await expect(ask({ ...gated, range: { from: days.from, to: days.to + DAY } }, project)).rejects.toThrow(message)
  })
})
