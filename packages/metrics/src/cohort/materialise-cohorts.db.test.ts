import { CohortResult } from '@tidemark/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { act, cohortPack } from '../../test/cohort-pack.ts'
import { createWorld, type World } from '../../test/world.ts'
import { drainInbox } from '../ingest/drain-inbox.ts'
import { materialiseCohorts, readDigest } from './materialise-cohorts.ts'

const DAY = 86_400_000
/** A Wednesday in New York, at its noon. */
const NOW = Date.UTC(2026, 3, 8, 16)

let world: World
let project: World['project']
beforeAll(async () => {
  world = await createWorld({ clock: () => NOW, packs: [cohortPack] })
  project = { ...(await world.addProject('club', 'America/New_York')), rawRetentionDays: 60 }
  const visits = Array.from({ length: 12 }, (_, i) =>
    act('visit', `m${i}`, NOW - 9 * DAY, { plan: i < 8 ? 'free|trial' : 'paid', country: i < 11 ? 'de' : 'fr' }),
  )
  const plays = Array.from({ length: 6 }, (_, i) => act('play', `m${i}`, NOW - 2 * DAY))
  await world.door.accept(project, { events: [...visits, ...plays, act('visit', 'today', NOW)] })
  await drainInbox(world.context, { budgetMs: 10_000, concurrency: 1 })
})
afterAll(() => world.close())

const run = (now: number, again = false) => {
  const context = { pool: world.pools.query, work: world.pools.work, catalog: world.catalog }
  return materialiseCohorts(context, { now, again })
}
const countTables = async () => (await world.pools.query.query('SELECT count(*)::int AS n FROM cohort_day')).rows[0].n

test('a day is stored once, when it is over in the project, as it stood then [COH-02 TBL-16]', async () => {
  expect(await run(NOW)).toEqual({ projects: [project.id], failures: [] })
  expect(await run(NOW + 3_600_000)).toEqual({ projects: [], failures: [] })
  // One cohort whole, by plan and by country, the other whole and by plan.
  expect(await countTables()).toBe(5)
  const { rows } = await world.pools.query.query<{ day: string; result: unknown }>(
    "SELECT day::text AS day, result FROM cohort_day WHERE cohort = 'club.players' AND breakdown = ''",
  )
  expect(rows[0]!.day).toBe('2026-04-07')
  const stored = CohortResult.parse(rows[0]!.result)
  expect(stored.cohorts.at(-1)).toMatchObject({ date: '2026-04-05', open: true })
  expect(stored.groups[0]!.rows.map(({ size }) => size)).toEqual([0, 0, 0, 0, 0, 0, 12, 0])
  expect((await run(NOW + DAY)).projects).toEqual([project.id])
  expect(await countTables()).toBe(10)
})

test('the digest reads as a page of a review document [COH-02]', async () => {
  const digest = await readDigest(world.pools.query, project.id, '2026-04-07')
  const lines = digest?.markdown.split('\n') ?? []
  expect(lines[0]).toBe('# Cohorts as of 2026-04-07')
  expect(lines).toContain('## Players (club.players), by week')
  expect(lines).toContain('This week so far, 0 came for the first time and 6 came back (the week before: 12 and 0).')
  expect(lines).toContain('| 2026-03-29 | 12 | 0 % | 50 % * |  |  |  |  |  |  |')
  expect(lines).toContain('| 2026-04-05 | 0 * |  |  |  |  |  |  |  |  |')
  expect(lines).toContain('| free\\|trial | 8 | 0 % |  |  |  |  |  |  |  |')
  // One person from France: neither they nor the others are told of.
  expect(lines).toContain('| de | 0 |  |  |  |  |  |  |  |  |')
  expect(await readDigest(world.pools.query, project.id, null)).toMatchObject({ day: '2026-04-08' })
  expect(await readDigest(world.pools.query, project.id, '2026-01-01')).toBeNull()
})

test('a day is computed again when asked for', async () => {
  await world.pools.work.query("UPDATE cohort_digest SET markdown = 'spoilt'")
  expect((await run(NOW + DAY, true)).projects).toEqual([project.id])
  expect((await readDigest(world.pools.query, project.id, null))?.markdown).toContain('# Cohorts as of 2026-04-08')
})
