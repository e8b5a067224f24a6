import { defineEvent, definePack, defineSlo, goodOver, oneOf, part, type QueryFilter, text } from '@tidemark/contracts'
import { uuidv7 } from '@tidemark/platform'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createWorld, type World } from '../../test/world.ts'
import { drainInbox } from '../ingest/drain-inbox.ts'
import { Cascade } from '../rollup/cascade.ts'
import { readSlo } from './read-slo.ts'

const DAY = 86_400_000
const NOW = Date.UTC(2026, 2, 10, 12)
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
beforeAll(async () => {
  world = await createWorld({ packs: [pack], clock: () => NOW })
  const events = [
    ...serve('en', 40),
    ...serve('de', 30),
    ...serve('eo', 3),
    ...serve('eo', 1, 'failed'),
    ...serve('en', 5, 'failed', 0),
    ...serve('fr', 20, 'failed'),
    ...serve('fr', 20),
  ]
  await world.door.accept(world.project, { events })
  await drainInbox(world.context, { budgetMs: 10_000, concurrency: 1 })
  await new Cascade(world.pools, () => NOW).run({ budgetMs: 10_000, force: true })
})
afterAll(() => world.close())

const read = (op: 'in' | 'notIn', ...values: string[]) => {
  const filters: QueryFilter[] = [{ dimension: 'language', op, values }]
  const context = { pool: world.pools.query, catalog: world.catalog, clock: () => NOW }
  return readSlo(context, world.project, { slo: 'site.success', filters })
}

test('an objective of few people tells nothing of them, nor do all others, nor today [T-05 PRV-02]', async () => {
  for (const answer of [await read('in', 'eo'), await read('notIn', 'en', 'de', 'fr')]) {
    expect(answer.state).toMatchObject({ good: 0, total: 0 })
    expect(answer.days.every(({ good, total }) => good === 0 && total === 0)).toBe(true)
    for (const { long, short } of answer.burn) expect([long.total, short.total]).toEqual([0, 0])
  }
  const others = await read('notIn', 'eo')
  expect(others.days.at(-1)).toMatchObject({ good: 0, total: 0 })
})

test('what many people are behind is told; where good events are kept back, none is told as failed [T-06]', async () => {
  expect((await read('in', 'en')).days.find(({ total }) => total > 0)).toMatchObject({ good: 40, total: 40 })
  for (const { good, total } of (await read('notIn', 'fr')).days) expect(total === 0 || good > 0).toBe(true)
})
