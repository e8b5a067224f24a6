import {
  count,
  defineEvent,
  definePack,
  MetricQuery,
  type MetricQueryInput,
  measure,
  part,
  ratio,
  sum,
  text,
} from '@tidemark/contracts'
import { uuidv7 } from '@tidemark/platform'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { settle } from '../../test/rollup-rows.ts'
import { createWorld, type World } from '../../test/world.ts'
import { drainInbox } from '../ingest/drain-inbox.ts'
import { queryMetric } from './query-metric.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const TODAY = Date.UTC(2026, 2, 5)
const NOW = TODAY + 10 * HOUR
const YESTERDAY = TODAY - DAY

const turn = defineEvent({
  type: 'turn',
  title: 'Turn',
  dimensions: { locale: text({ personal: true, optional: true }), version: text({ budget: 5 }), world: text() },
  measures: { tokens: measure({ unit: 'count' }) },
})
const pack = definePack({
  name: 'game',
  title: 'Game',
  version: '1.0.0',
  events: [turn],
  metrics: {
    turns: count({ of: turn, title: 'Turns' }),
    old_turns: count({ of: turn, title: 'Old turns', where: { version: '1' } }),
    tokens: sum({ of: turn, measure: 'tokens', title: 'Tokens' }),
    old_share: ratio({ of: part(turn, { where: { version: '1' } }), over: part(turn), title: 'Old share' }),
  },
})

let world: World
beforeAll(async () => {
  world = await createWorld({ packs: [pack], clock: () => NOW })
})
afterAll(() => world.close())

interface Played {
  at: number
  people: number
  locale?: string
  version?: string
  /** numbers the people from here on */
  from?: number
  /** sessions of each */
  sessions?: number
  /** of each event */
  tokens?: number
}

async function play(slug: string, played: readonly Played[]): Promise<World['project']> {
  const project = await world.addProject(slug)
  const events = played.flatMap(({ at, people, locale, version = '1', from = 0, sessions = 1, tokens = 1 }) =>
    Array.from({ length: people * sessions }, (_, i) => ({
      id: uuidv7(at),
      type: 'turn',
      ts: new Date(at).toISOString(),
      actor: `${locale}-${from + (i % people)}`,
      session: `${locale}-${from}-${i}`,
      props: { ...(locale === undefined ? {} : { locale }), version, world: 'w', tokens },
    })),
  )
  await world.door.accept(project, { events })
  await drainInbox(world.context, { budgetMs: 10_000, concurrency: 1 })
  await settle(world)
  return project
}

const ask = (project: World['project'], query: Partial<MetricQueryInput> = {}) =>
  queryMetric(
    { pool: world.pools.query, catalog: world.catalog, clock: () => NOW },
    project,
    MetricQuery.parse({
      metric: 'game.turns',
      range: { from: YESTERDAY, to: TODAY },
      bucket: 'total',
      breakdown: ['locale'],
      ...query,
    }),
  )
const totals = async (project: World['project'], query: Partial<MetricQueryInput> = {}) => {
  const { groups } = await ask(project, query)
  return Object.fromEntries(
    groups.map((group) => [
      group.role === 'group' ? group.key.join('/') : group.role,
      group.totalState === 'value' ? group.total : group.totalState,
    ]),
  )
}
const only = (...values: string[]) => [{ dimension: 'locale', op: 'in' as const, values }]

describe('one day', () => {
  let project: World['project']
  beforeAll(async () => {
    project = await play('day', [
      { at: YESTERDAY + HOUR, people: 60, locale: 'en' },
      { at: YESTERDAY + 2 * HOUR, people: 33, locale: 'de' },
      { at: YESTERDAY + 3 * HOUR, people: 7, locale: 'fr' },
    ])
  })

  test('a small group takes another one with it, so that the total does not give it away [PRV-02 C-20 T-05]', async () => {
    expect(await totals(project, { breakdown: [] })).toEqual({ all: 100 })
    expect(await totals(project)).toEqual({ en: 60, de: 'suppressed', fr: 'suppressed' })
  })

  test('a filter is an answer about what it leaves out as well [PRV-02 C-20 T-05]', async () => {
    const all = async (filters: MetricQueryInput['filters']) => (await totals(project, { breakdown: [], filters })).all
    expect(await all(only('en'))).toBe(60)
    expect(await all(only('fr'))).toBe('suppressed')
    expect(await all(only('en', 'de'))).toBe('suppressed')
    expect(await all(only('de', 'fr'))).toBe(40)
    expect(await all([{ dimension: 'locale', op: 'notIn', values: ['fr'] }])).toBe('suppressed')
    expect(await all([{ dimension: 'locale', op: 'notIn', values: ['en'] }])).toBe(40)
    expect(await all(only('it'))).toBe(0)
  })

  test('"other" is told only with all that is hidden in it, whatever the limit [PRV-02 C-20]', async () => {
    expect(await totals(project, { limit: 1 })).toEqual({ en: 60, other: 40 })
    expect(await totals(project, { limit: 2 })).toEqual({ en: 60, de: 'suppressed', other: 'suppressed' })
  })

  test('the receipt tells how much was kept back; numbers that are have no sample size [PRV-02 T-07]', async () => {
    const { groups, receipt } = await ask(project, { bucket: '1d' })
    expect(receipt.suppression).toEqual({ k: 10, cells: 4 })
    expect(groups.map(({ values, states, samples }) => ({ values, states, samples }))).toEqual([
      { values: [60], states: ['value'], samples: [60] },
      { values: [null], states: ['suppressed'], samples: [0] },
      { values: [null], states: ['suppressed'], samples: [0] },
    ])
    expect((await ask(project, { breakdown: [] })).receipt.suppression).toBeNull()
  })

  test('edges slide by whole days only, and the day that is not over is left out [PRV-02 C-20 T-05]', async () => {
    const shifted = await ask(project, { range: { from: YESTERDAY + 2.5 * HOUR, to: NOW }, bucket: '1m' })
    expect(shifted).toMatchObject({ range: { from: YESTERDAY, to: TODAY }, bucket: '1d' })
    expect(shifted.groups[0]).toMatchObject({ key: ['en'], total: 60 })
    const today = await ask(project, { range: { from: TODAY, to: NOW } })
    expect(today.groups.every((group) => group.totalState === 'suppressed')).toBe(true)
  })

  test("a project's own number goes before that of the installation [PRV-02]", async () => {
    await world.pools.work.query('UPDATE project SET privacy_k = 5 WHERE id = $1', [project.id])
    expect(await totals(project)).toEqual({ en: 60, de: 33, fr: 7 })
    await world.pools.work.query('UPDATE project SET privacy_k = NULL WHERE id = $1', [project.id])
  })
})

test('one player with ten sessions is one person [PRV-02 C-20 T-06]', async () => {
  const project = await play('heavy', [
    { at: YESTERDAY, people: 1, locale: 'fr', sessions: 10 },
    { at: YESTERDAY, people: 40, locale: 'en' },
  ])
  expect(await totals(project)).toEqual({ en: 'suppressed', fr: 'suppressed' })
})

test('a long range minus a shorter one tells of no small day [PRV-02 C-20 T-05]', async () => {
  const project = await play('month', [
    ...[1, 2, 3].map((day) => ({ at: TODAY - day * DAY, people: 30, locale: 'en' })),
    ...[2, 3].map((day) => ({ at: TODAY - day * DAY, people: 20, locale: 'de' })),
    { at: TODAY - DAY, people: 4, locale: 'de' },
  ])
  const until = (to: number) => totals(project, { range: { from: TODAY - 3 * DAY, to } })
  expect(await until(TODAY - DAY)).toEqual({ en: 60, de: 40 })
  expect(await until(TODAY)).toEqual({ en: 'suppressed', de: 'suppressed' })
  const { groups } = await ask(project, { range: { from: TODAY - 3 * DAY, to: TODAY }, bucket: '1d' })
  expect(groups.map(({ values }) => values)).toEqual([
    [20, 20, null],
    [30, 30, null],
  ])
})

test('a group is told apart by another dimension only where all its parts are many [PRV-02 C-20 T-05]', async () => {
  const project = await play('versions', [
    { at: YESTERDAY, people: 40, locale: 'en', version: '1' },
    { at: YESTERDAY, people: 30, locale: 'en', version: '2', from: 100 },
    { at: YESTERDAY, people: 50, locale: 'de', version: '1' },
    { at: YESTERDAY, people: 3, locale: 'de', version: '2', from: 100 },
    { at: YESTERDAY, people: 20, locale: 'fr', version: '1' },
    { at: YESTERDAY, people: 15, locale: 'fr', version: '2', from: 100 },
  ])
  expect(await totals(project)).toEqual({ en: 70, de: 53, fr: 35 })
  // de cannot be cut; were fr and en, the column of version 2 would tell what is left of it.
  expect(await totals(project, { breakdown: ['locale', 'version'] })).toEqual({
    'en/1': 40,
    'en/2': 30,
    'de/1': 'suppressed',
    'de/2': 'suppressed',
    'fr/1': 'suppressed',
    'fr/2': 'suppressed',
  })
  expect(await totals(project, { metric: 'game.old_turns' })).toMatchObject({ en: 40, de: 'suppressed' })
  expect(await totals(project, { metric: 'game.old_share' })).toMatchObject({ en: 4 / 7, fr: 20 / 35 })
})

test('rates hide where their denominator is few [PRV-02 C-20]', async () => {
  const project = await play('rates', [
    { at: YESTERDAY, people: 60, locale: 'en' },
    { at: YESTERDAY, people: 5, locale: 'de' },
    { at: YESTERDAY, people: 5, locale: 'fr' },
  ])
  expect(await totals(project, { metric: 'game.old_share' })).toEqual({ en: 1, de: 'suppressed', fr: 'suppressed' })
})

test('a sum that is mostly of one person is kept back, how many they are is not [PRV-02 C-20]', async () => {
  const project = await play('whale', [
    { at: YESTERDAY, people: 30, locale: 'en' },
    { at: YESTERDAY, people: 20, locale: 'de' },
    { at: YESTERDAY, people: 1, locale: 'de', from: 50, tokens: 900 },
    { at: YESTERDAY, people: 40, locale: 'fr' },
  ])
  expect(await totals(project)).toEqual({ en: 30, de: 21, fr: 40 })
  const sums = await totals(project, { metric: 'game.tokens' })
  expect(sums).toMatchObject({ de: 'suppressed' })
  expect(Object.values(sums).filter((value) => value === 'suppressed').length).toBeGreaterThan(1)
})
