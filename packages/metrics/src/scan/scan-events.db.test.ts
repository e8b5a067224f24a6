import { defineEvent, definePack, match, measure, not, text, type WireEvent } from '@tidemark/contracts'
import { ensureEventPartitions } from '@tidemark/db'
import { uuidv7 } from '@tidemark/platform'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { settle } from '../../test/rollup-rows.ts'
import { createWorld, type World } from '../../test/world.ts'
import { drainInbox } from '../ingest/drain-inbox.ts'
import { matchSets, placeSets } from './match-sets.ts'
import { requireRaw } from './raw-since.ts'
import { scanEvents } from './scan-events.ts'
import type { ScanRequest } from './select-events.ts'

const NOW = Date.parse('2026-03-10T12:00:00Z')
const HOUR = 3_600_000
const DAY = 24 * HOUR

const view = defineEvent({
  type: 'view',
  title: 'View',
  dimensions: { page: text(), referrer: text({ kept: false, optional: true }) },
  measures: { time: measure({ unit: 'ms' }), depth: measure({ unit: 'ratio', optional: true }) },
})
const buy = defineEvent({ type: 'buy', title: 'Buy', dimensions: { page: text() }, measures: {} })
const pack = definePack({ name: 'shop', title: 'Shop', version: '1.0.0', events: [view, buy], metrics: {} })

let world: World
const send = (type: string, at: number, props: Record<string, unknown>, more: Partial<WireEvent> = {}): WireEvent => ({
  id: uuidv7(at),
  type,
  ts: new Date(at).toISOString(),
  props,
  ...more,
})

beforeAll(async () => {
  world = await createWorld({ packs: [pack], clock: () => NOW })
  const events = [
    send('view', NOW - HOUR, { page: '/', referrer: 'ad', time: 5 }, { actor: 'ann', session: 's1' }),
    send('view', NOW - 2 * HOUR, { page: '/a', time: 7, depth: 0.5 }, { actor: 'bob' }),
    // The id was made days after the event happened.
    send('view', NOW - 3 * DAY, { page: '/', referrer: 'mail', time: 9 }, { id: uuidv7(NOW) }),
    send('buy', NOW - HOUR, { page: '/' }, { actor: 'ann', session: 's1' }),
  ]
  await world.door.accept(world.project, { events })
  await drainInbox(world.context, { budgetMs: 10_000, concurrency: 1 })
  await settle(world)
})
afterAll(() => world.close())

const context = () => ({ pool: world.pools.query })
async function scan(request: Partial<ScanRequest> & { sets: Int32Array }) {
  const rows: { time: number; set: number; actor: number[]; session: number[]; measures: number[] }[] = []
  const asked = { from: NOW - 7 * DAY, to: NOW, columns: ['actor', 'session'] as const, ...request }
  const n = await scanEvents(context(), world.project, asked, (chunk) => {
    for (let i = 0; i < chunk.length; i++)
      rows.push({
        time: chunk.time[i]!,
        set: chunk.set[i]!,
        actor: [...chunk.actor.subarray(i * 4, i * 4 + 4)],
        session: [...chunk.session.subarray(i * 4, i * 4 + 4)],
        measures: chunk.measures.map((column) => column[i]!),
      })
  })
  expect(n).toBe(rows.length)
  return rows.sort((a, b) => b.time - a.time)
}
const sets = (...groups: Parameters<typeof matchSets>[2][number][]) =>
  matchSets(world.pools.query, world.project.id, groups, ['page'])

describe('dimension sets', () => {
  test('are matched once, with filters on raw-only dimensions, and carry breakdown values', async () => {
    const found = await sets(match(view), match(view, { referrer: 'ad' }), match(buy))
    const place = placeSets(found)
    const byMask = Object.fromEntries([...found.masks].map((mask, i) => [mask, found.keys[i]]))
    expect(byMask).toEqual({ 1: expect.anything(), 3: ['/'], 4: ['/'] })
    expect([...found.ids].map((id) => place.place[id - place.first])).toEqual([0, 1, 2, 3])
  })

  test('an absent value is never "not"', async () => {
    const found = await sets(match(view, { referrer: not('ad') }))
    expect([...found.keys]).toEqual([['/']])
  })

  test('of nothing that was ever sent there are none, and nothing is read', async () => {
    const found = await sets(match(view, { page: '/never' }))
    expect(found.ids).toHaveLength(0)
    expect(await scan({ sets: found.ids })).toEqual([])
  })
})

describe('a scan', () => {
  test('reads the events of the sets in the range, subjects and measures by slot', async () => {
    const { ids } = await sets(match(view))
    const rows = await scan({ sets: ids, slots: [0, 1] })
    expect(rows.map(({ time, measures }) => [time - NOW, measures])).toEqual([
      [-HOUR, [5, Number.NaN]],
      [-2 * HOUR, [7, 0.5]],
      [-3 * DAY, [9, Number.NaN]],
    ])
    expect(rows[0]?.actor).not.toEqual(rows[1]?.actor)
    expect(rows.map(({ session }) => session.some((word) => word !== 0))).toEqual([true, false, false])
  })

  test('finds an event whose id was made days later, by its own time [T-25]', async () => {
    const { ids } = await sets(match(view))
    const rows = await scan({ sets: ids, from: NOW - 3 * DAY, to: NOW - 2 * DAY })
    expect(rows.map(({ time }) => time)).toEqual([NOW - 3 * DAY])
  })

  test('takes the end of a range as outside, and reads some sets from earlier on', async () => {
    const views = (await sets(match(view))).ids
    const both = (await sets(match(view), match(buy))).ids
    const range = { sets: both, from: NOW - HOUR, to: NOW }
    expect(await scan(range)).toHaveLength(2)
    expect(await scan({ ...range, to: NOW - HOUR, from: NOW - 2 * HOUR })).toHaveLength(1)
    expect(await scan({ ...range, earlier: { from: NOW - 2 * HOUR, sets: views } })).toHaveLength(3)
  })

  test('stops where one process could not hold more, and leaves the pool usable', async () => {
    const { ids } = await sets(match(view))
    const request = { from: NOW - 7 * DAY, to: NOW, sets: ids, columns: [] }
    const reading = scanEvents({ ...context(), maxEvents: 2 }, world.project, request, () => undefined)
    await expect(reading).rejects.toMatchObject({ code: 'invalid_input', message: expect.stringContaining('2 events') })
    expect(await scan({ sets: ids })).toHaveLength(3)
  })
})

test('a range whose raw events are gone is refused with the time since when there are some [T-69]', async () => {
  const later = { now: NOW + 30 * DAY, rawRetentionDays: 7 }
  const ask = (from: number) =>
    requireRaw(world.pools.query, { projectId: world.project.id, events: ['view', 'buy'], from, to: NOW }, later)
  await ensureEventPartitions(world.pools.work, NOW - 4 * DAY, NOW)
  // Older than the retention, but nobody has dropped it.
  await ask(NOW - 4 * DAY)
  await world.pools.work.query('DROP TABLE event_20260307')
  await expect(ask(NOW - 4 * DAY)).rejects.toMatchObject({
    code: 'invalid_input',
    message: 'Raw events are kept since 2026-03-08T00:00:00.000Z. Ask for a later start.',
    details: { rawSince: Date.parse('2026-03-08T00:00:00Z') },
  })
  await ask(NOW - 2 * DAY)
  // On days without a partition nothing was ever counted.
  await ensureEventPartitions(world.pools.work, NOW - 3 * DAY, NOW - 3 * DAY)
  await ask(NOW - 20 * DAY)
})
