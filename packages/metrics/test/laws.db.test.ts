import type { WireEvent } from '@tidemark/contracts'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { drainInbox } from '../src/ingest/drain-inbox.ts'
import { rebuildRange } from '../src/rollup/rebuild/rebuild-range.ts'
import { verifyRange } from '../src/rollup/rebuild/verify-range.ts'
import { differences, readRows, settle } from './rollup-rows.ts'
import { createWorld, request, type World } from './world.ts'

const DAY = 86_400_000
const NOW = Date.UTC(2026, 2, 29, 13)
/** Days without a whole number of hours, half-hour days, an hour that never was (29 March in Berlin). */
const ZONES = ['UTC', 'Asia/Kathmandu', 'Europe/Berlin', 'America/St_Johns']

// Pseudonyms differ from project to project: two databases give the same project to both runs.
let calm: World
let wild: World
let projects = 0
beforeAll(async () => {
  calm = await createWorld({ clock: () => NOW })
  wild = await createWorld({ clock: () => NOW })
})
afterAll(() => Promise.all([calm.close(), wild.close()]))

const anyEvent: fc.Arbitrary<WireEvent> = fc
  .record({
    at: fc.integer({ min: NOW - 3 * DAY, max: NOW }),
    route: fc.constantFrom('/', '/a', '/b'),
    status: fc.constantFrom(200, 404, 500),
    duration: fc.option(fc.double({ min: 0, max: 1e308, noNaN: true }), { nil: undefined }),
    bytes: fc.option(fc.nat(), { nil: undefined }),
    actor: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined }),
  })
  .map(({ at, actor, ...props }) => request(at, props, actor === undefined ? {} : { actor }))

/** The same events in batches, some of them twice, in any order. */
const anyTraffic = fc.array(anyEvent, { minLength: 1, maxLength: 60 }).chain((events) =>
  fc.record({
    zone: fc.constantFrom(...ZONES),
    events: fc.constant(events),
    repeated: fc.shuffledSubarray(events),
    order: fc.shuffledSubarray(events, { minLength: events.length }),
    size: fc.integer({ min: 1, max: 25 }),
    drainers: fc.integer({ min: 1, max: 3 }),
  }),
)

async function ingest(
  world: World,
  slug: string,
  zone: string,
  batches: readonly (readonly WireEvent[])[],
  drainers: number,
): Promise<number> {
  const project = await world.addProject(slug, zone)
  await Promise.all(batches.map((events) => world.door.accept(project, { events })))
  const drain = () => drainInbox(world.context, { budgetMs: 60_000, concurrency: 1 })
  await Promise.all(Array.from({ length: drainers }, drain))
  // A drainer stops when all that is left is in the hands of another one.
  await drain()
  await settle(world)
  return project.id
}

const cut = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size))

test('any order, duplication and batching of the same events gives equal rollups, live, rebuilt and verified', async () => {
  await fc.assert(
    fc.asyncProperty(anyTraffic, async ({ zone, events, repeated, order, size, drainers }) => {
      const slug = `law-${projects++}`
      const sorted = [...events].sort((a, b) => (a.id < b.id ? -1 : 1))
      const id = await ingest(calm, slug, zone, [sorted], 1)
      const batches = [...cut([...order, ...repeated], size), ...cut(repeated, size)]
      expect(await ingest(wild, slug, zone, batches, drainers)).toBe(id)
      const expected = await readRows(calm, id)
      expect(differences(await readRows(wild, id), expected)).toEqual([])
      expect((await verifyRange(wild.context, id, NOW - 3 * DAY, NOW)).mismatched).toBe(0)
      await rebuildRange(wild.context, id, NOW - 3 * DAY, NOW)
      expect(differences(await readRows(wild, id), expected)).toEqual([])
    }),
    { numRuns: 12 },
  )
})
