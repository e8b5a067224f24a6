import {
  defineEvent,
  definePack,
  defineSlo,
  goodOver,
  oneOf,
  part,
  type QueryFilter,
  SloResult,
  text,
} from '@tidemark/contracts'
import { uuidv7 } from '@tidemark/platform'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createWorld, type World } from '../../test/world.ts'
import { drainInbox } from '../ingest/drain-inbox.ts'
import { Cascade } from '../rollup/cascade.ts'
import { readSlo } from './read-slo.ts'

const DAY = 86_400_000
const HOUR = 3_600_000
const NOW = Date.UTC(2026, 2, 10, 12)
const SERVED_DAY = Date.UTC(2026, 2, 8)
/** No number of it is told, nor anything that follows from one. */
const KEPT_BACK = {
  state: 'suppressed',
  good: null,
  total: null,
  sli: null,
  met: null,
  allowed: null,
  bad: null,
  budgetLeft: null,
  burnRate: null,
  lowTraffic: true,
}
const served = defineEvent({
  type: 'served',
  title: 'Served',
  dimensions: { outcome: oneOf(['ok', 'failed']), language: text({ personal: true }) },
  measures: {},
})
const pack = definePack({
  name: 'site',
  title: 'Site',
  version: '1.0.0',
  events: [served],
  metrics: {},
  slos: {
    success: defineSlo({
      title: 'Success',
      sli: goodOver(part(served, { where: { outcome: 'ok' } }), part(served)),
      objective: 0.99,
      window: '7d',
    }),
  },
})

let world: World
const serve = (language: string, people: number, outcome = 'ok', daysAgo = 2) =>
  Array.from({ length: people }, (_, i) => ({
    id: uuidv7(NOW - daysAgo * DAY),
    type: 'served',
    ts: new Date(NOW - daysAgo * DAY).toISOString(),
    actor: `${language}${i}`,
    session: `${language}${i}`,
    props: { outcome, language },
  }))
async function serveAll(project: World['project']): Promise<void> {
  const events = [
    ...serve('en', 40),
    ...serve('de', 30),
    ...serve('eo', 3),
    ...serve('eo', 1, 'failed'),
    ...serve('en', 5, 'failed', 0),
    ...serve('fr', 20, 'failed'),
    ...serve('fr', 20),
  ]
  await world.door.accept(project, { events })
  await drainInbox(world.context, { budgetMs: 10_000, concurrency: 1 })
  await new Cascade(world.pools, () => NOW).run({ budgetMs: 10_000, force: true })
}

beforeAll(async () => {
  world = await createWorld({ packs: [pack], clock: () => NOW })
  await serveAll(world.project)
})
afterAll(() => world.close())

const readOf = (project: World['project'], filters: QueryFilter[]) => {
  const context = { pool: world.pools.query, catalog: world.catalog, clock: () => NOW }
  return readSlo(context, project, { slo: 'site.success', filters })
}
const read = (op: 'in' | 'notIn', ...values: string[]) => readOf(world.project, [{ dimension: 'language', op, values }])

test('an objective of few people tells nothing of them, nor do all others, nor today [T-05 PRV-02]', async () => {
  for (const answer of [await read('in', 'eo'), await read('notIn', 'en', 'de', 'fr')]) {
    expect(SloResult.parse(answer)).toMatchObject({ k: 10, state: KEPT_BACK })
    expect(answer.days.find(({ start }) => start === SERVED_DAY)).toEqual({
      start: SERVED_DAY,
      state: 'suppressed',
      good: null,
      total: null,
      budgetLeft: null,
    })
    expect(answer.compatible.errorBudgetBurnPct).toBeNull()
    for (const { long, short, burning } of answer.burn)
      expect([long, short, burning]).toEqual([KEPT_BACK, KEPT_BACK, null])
  }
  expect((await read('notIn', 'eo')).range).toEqual({ from: NOW - 7.5 * DAY, to: NOW - 0.5 * DAY })
})

test('a value, one that is kept back and a day on which nothing was measured are told apart [T-07 PRV-02]', async () => {
  const { days } = await read('in', 'eo')
  expect(days.map(({ state }) => state)).toEqual(['none', 'none', 'none', 'none', 'none', 'suppressed', 'value'])
  expect(days.at(-1)).toMatchObject({ good: 0, total: 0 })
  expect(days.map(({ budgetLeft }) => budgetLeft)).toEqual(days.map(() => null))
  const { state, k } = await readOf(world.project, [])
  expect(state).toMatchObject({ state: 'value', good: 93, total: 114 })
  expect(k).toBeNull()
})

test('a correction leaves out every day that it touches, once [T-05]', async () => {
  const project = await world.addProject('mended')
  await serveAll(project)
  await world.pools.work.query(
    `INSERT INTO slo_correction (id, project_id, slo, from_at, to_at, reason, created_by)
     VALUES (gen_random_uuid(), $1, NULL, $2, $3, 'move', 'cli')`,
    [project.id, new Date(SERVED_DAY + HOUR), new Date(SERVED_DAY + 2 * HOUR)],
  )
  const english: QueryFilter = { dimension: 'language', op: 'in', values: ['en'] }
  const { state, days, excluded } = await readOf(project, [english])
  expect(excluded).toEqual([{ from: SERVED_DAY, to: SERVED_DAY + DAY, reason: 'move' }])
  expect(state).toMatchObject({ state: 'value', good: 0, total: 0 })
  expect(days.find(({ start }) => start === SERVED_DAY)).toMatchObject({ state: 'none', good: null, total: null })
})

test('what many people are behind is told; where good events are kept back, none is told as failed [T-06]', async () => {
  expect((await read('in', 'en')).days.find(({ total }) => (total ?? 0) > 0)).toMatchObject({ good: 40, total: 40 })
  for (const { good, total } of (await read('notIn', 'fr')).days) expect(!total || good! > 0).toBe(true)
})
