import { defineEvent, definePack, text } from '@tidemark/contracts'
import { uuidv7 } from '@tidemark/platform'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createWorld, type World } from '../../test/world.ts'
import { drainInbox } from '../ingest/drain-inbox.ts'
import { Cascade } from '../rollup/cascade.ts'
import { dimensionValues } from './dimension-values.ts'

const DAY = 86_400_000
const NOW = Date.UTC(2026, 2, 5, 12)
const seen = defineEvent({
  type: 'seen',
  title: 'Seen',
  dimensions: { page: text(), language: text({ personal: true }) },
  measures: {},
})
const pack = definePack({ name: 'site', title: 'Site', version: '1.0.0', events: [seen], metrics: {} })

let world: World
const visit = (language: string, actor: string, session: string, page = 'home') => ({
  id: uuidv7(NOW - DAY),
  type: 'seen',
  ts: new Date(NOW - DAY).toISOString(),
  actor,
  session,
  props: { page, language },
})
const people = (language: string, n: number) =>
  Array.from({ length: n }, (_, i) => visit(language, `${language}${i}`, `s${language}${i}`))
beforeAll(async () => {
  world = await createWorld({ packs: [pack], clock: () => NOW })
  const events = [
    ...people('en', 10),
    ...people('de', 9),
    ...people('eo', 1),
    // Many sessions of one person, and many people of one session, are no crowd.
    ...Array.from({ length: 12 }, (_, i) => visit('fr', 'one', `f${i}`, 'about')),
    ...Array.from({ length: 12 }, (_, i) => visit('it', `i${i}`, 'one')),
  ]
  await world.door.accept(world.project, { events })
  await drainInbox(world.context, { budgetMs: 10_000, concurrency: 1 })
  await new Cascade(world.pools, () => NOW).run({ budgetMs: 10_000, force: true })
})
afterAll(() => world.close())

const values = (dimension: string, more: { search?: string; kanonMin?: number } = {}) => {
  const { kanonMin = 10, ...question } = more
  const context = { pool: world.pools.query, catalog: world.catalog, kanonMin }
  return dimensionValues(context, world.project.id, { event: 'seen', dimension, ...question })
}

test('values of a personal dimension are listed from k people and k sessions on [T-05 T-06]', async () => {
  expect(await values('language')).toEqual(['en'])
  expect(await values('language', { kanonMin: 9 })).toEqual(['de', 'en'])
  expect(await values('language', { search: 'eo' })).toEqual([])
  await world.pools.work.query('UPDATE project SET privacy_k = 20 WHERE id = $1', [world.project.id])
  expect(await values('language')).toEqual([])
})

test('values of any other dimension are listed as they came', async () => {
  expect(await values('page')).toEqual(['about', 'home'])
  expect(await values('page', { search: 'OM' })).toEqual(['home'])
})
