import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { settle } from '../../test/rollup-rows.ts'
import { createWorld, request, type World } from '../../test/world.ts'
import type { EventEntry } from '../catalog/catalog.ts'
import { drainInbox } from '../ingest/drain-inbox.ts'
import { coverageOf, coversBucket, fetchCoverage } from './coverage.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = Date.parse('2026-03-10T13:00:00Z')
const TODAY = Date.parse('2026-03-10T00:00:00Z')

let world: World
const projects: World['project'][] = []
beforeAll(async () => {
  world = await createWorld({ clock: () => NOW })
  const collected = [
    { zone: 'UTC', hours: [-150, -149, -60.5, -3] },
    { zone: 'Asia/Kathmandu', hours: [-150.3, -110] },
    { zone: 'America/New_York', hours: [-100, -80.7] },
    { zone: 'UTC', hours: [] },
  ]
  for (const [i, { zone, hours }] of collected.entries()) {
    const project = await world.addProject(`covered-${i}`, zone)
    const events = hours.map((hour, n) => request(NOW + hour * HOUR, { route: `/${n % 2}` }))
    if (events.length > 0) await world.door.accept(project, { events })
    projects.push(project)
  }
  await drainInbox(world.context, { budgetMs: 10_000, concurrency: 1 })
  await settle(world)
})
afterAll(() => world.close())

const fetch = (project: World['project'], range: { from: number; to: number }) =>
  fetchCoverage(world.pools.query, project.id, [world.catalog.events.get('api_request') as EventEntry], range, NOW)

test('what a range is told of coverage is what all of it says of its buckets', async () => {
  const known = await Promise.all(projects.map((project) => fetch(project, { from: 0, to: NOW })))
  const hour = fc.integer({ min: -12 * 24, max: 2 * 24 })
  await fc.assert(
    fc.asyncProperty(
      fc.nat(projects.length - 1),
      hour,
      fc.integer({ min: 1, max: 9 * 24 }),
      async (place, start, hours) => {
        const from = NOW + start * HOUR
        const told = await fetch(projects[place]!, { from, to: from + hours * HOUR })
        for (let at = from; at < from + hours * HOUR; at += HOUR)
          expect(coversBucket(told, at, at + HOUR)).toBe(coversBucket(known[place]!, at, at + HOUR))
      },
    ),
    { numRuns: 150 },
  )
})

test('all that is known of each project: its first minute, and the end of its last day or now', async () => {
  const known = await Promise.all(projects.map((project) => fetch(project, { from: 0, to: NOW })))
  const inKathmandu = TODAY - 4 * DAY - 5.75 * HOUR
  const inNewYork = TODAY - 4 * DAY + 5 * HOUR
  expect(known).toEqual([
    { from: NOW - 150 * HOUR, to: NOW },
    { from: NOW - 150.3 * HOUR, to: inKathmandu + DAY },
    { from: NOW - 100 * HOUR, to: inNewYork + DAY },
    null,
  ])
})

describe('coverage of a range from 100 to 200', () => {
  const range = { from: 100, to: 200 }
  test.each([
    ['before and after', { before: true, after: true, first: null, last: null }, { from: 100, to: 200 }],
    ['never', { before: false, after: false, first: null, last: null }, null],
    ['it begins inside', { before: false, after: true, first: 150, last: null }, { from: 150, to: 200 }],
    ['it begins after', { before: false, after: true, first: 300, last: null }, { from: 300, to: 300 }],
    ['it ended before', { before: true, after: false, first: null, last: 50 - DAY }, { from: 50, to: 50 }],
    ['it ended inside', { before: true, after: false, first: null, last: 150 - DAY }, { from: 100, to: 150 }],
  ])('%s', (_name, extent, expected) => expect(coverageOf(extent, range, 1_000)).toEqual(expected))

  test('it goes no further than now', () => {
    expect(coverageOf({ before: true, after: true, first: null, last: null }, range, 170)).toEqual({
      from: 100,
      to: 170,
    })
  })
})
