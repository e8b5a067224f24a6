import type { WireEvent } from '@tidemark/contracts'
import { ensureEventPartitions } from '@tidemark/db'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { act, cohortPack } from '../../test/cohort-pack.ts'
import { readUnitDays } from '../../test/unit-day-rows.ts'
import { createWorld, type World } from '../../test/world.ts'
import { drainInbox } from '../ingest/drain-inbox.ts'
import { rebuildRange } from '../rollup/rebuild/rebuild-range.ts'
import { verifyRange } from '../rollup/rebuild/verify-range.ts'

const DAY = 86_400_000
const NOW = Date.UTC(2026, 2, 29, 13)

// Pseudonyms differ from project to project: two databases give the same project to both runs.
let calm: World
let wild: World
let projects = 0
beforeAll(async () => {
  calm = await createWorld({ clock: () => NOW, packs: [cohortPack] })
  wild = await createWorld({ clock: () => NOW, packs: [cohortPack] })
  // Only days that raw wholly holds are compared.
  await ensureEventPartitions(wild.pools.work, NOW - 5 * DAY, NOW + DAY)
})
afterAll(() => Promise.all([calm.close(), wild.close()]))

const anyEvent: fc.Arbitrary<WireEvent> = fc
  .record({
    type: fc.constantFrom('visit', 'play', 'look'),
    // Few instants, so that some events are first together.
    at: fc.integer({ min: 0, max: 60 }).map((step) => NOW - Math.round((step * 3 * DAY) / 60)),
    actor: fc.option(fc.constantFrom('a', 'b', 'c')),
    plan: fc.constantFrom('free', 'paid'),
  })
  .map(({ type, at, actor, plan }) => act(type as 'visit', actor, at, type === 'visit' ? { plan } : {}))

/** The same events in batches, some of them twice, in any order. */
const anyTraffic = fc.array(anyEvent, { minLength: 1, maxLength: 50 }).chain((events) =>
  fc.record({
    zone: fc.constantFrom('UTC', 'Asia/Kathmandu', 'Europe/Berlin', 'America/St_Johns'),
    events: fc.constant(events),
    repeated: fc.shuffledSubarray(events),
    order: fc.shuffledSubarray(events, { minLength: events.length }),
    size: fc.integer({ min: 1, max: 25 }),
    drainers: fc.integer({ min: 1, max: 3 }),
  }),
)

async function ingest(world: World, slug: string, zone: string, batches: WireEvent[][], drainers: number) {
  const project = await world.addProject(slug, zone)
  await Promise.all(batches.map((events) => world.door.accept(project, { events })))
  const drain = () => drainInbox(world.context, { budgetMs: 60_000, concurrency: 1 })
  await Promise.all(Array.from({ length: drainers }, drain))
  // A drainer stops when all that is left is in the hands of another one.
  await drain()
  return project.id
}

const cut = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size))

test('any order, duplication and batching of the same events gives equal unit days, live, rebuilt and verified [T-24]', async () => {
  await fc.assert(
    fc.asyncProperty(anyTraffic, async ({ zone, events, repeated, order, size, drainers }) => {
      const slug = `law-${projects++}`
      const id = await ingest(calm, slug, zone, [events], 1)
      const batches = [...cut([...order, ...repeated], size), ...cut(repeated, size)]
      expect(await ingest(wild, slug, zone, batches, drainers)).toBe(id)
      const expected = await readUnitDays(calm, id)
      expect(await readUnitDays(wild, id)).toEqual(expected)
      const { unitDays } = await verifyRange(wild.context, id, NOW - 3 * DAY, NOW)
      expect(unitDays).toEqual({ rows: Object.keys(expected).length, mismatched: 0 })
      await rebuildRange(wild.context, id, NOW - 3 * DAY, NOW)
      expect(await readUnitDays(wild, id)).toEqual(expected)
    }),
    { numRuns: 12 },
  )
})
