import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createWorld, type World } from '../../test/world.ts'
import { createCalendar } from '../calendar/calendar.ts'
import { appendMarks, type DirtyMark } from '../rollup/dirty-marks.ts'
import { fetchStaleBuckets } from './stale-buckets.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const MINUTES_5 = 300_000
const T0 = Date.parse('2026-03-10T00:00:00Z')

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

let projects = 0
/** What is stale in [T0, T0 + `days`) of a project with these marks. */
async function staleWith(marks: readonly Omit<DirtyMark, 'seriesIds'>[], days = 1) {
  const project = await world.addProject(`stale-${++projects}`)
  const rows = marks.map((mark) => ({ ...mark, seriesIds: [1] }))
  await appendMarks(world.pools.work, project.id, rows)
  const range = { from: T0, to: T0 + days * DAY }
  return fetchStaleBuckets(world.pools.query, project.id, createCalendar(project), range)
}

describe('stale are', () => {
  test('the marked bucket and the coarser ones around it, not the finer ones and not its neighbours', async () => {
    const isStale = await staleWith([{ grain: '1h', bucket: T0 + 2 * HOUR }])
    expect(isStale('1h', T0 + 2 * HOUR, T0 + 3 * HOUR)).toBe(true)
    expect(isStale('1d', T0, T0 + DAY)).toBe(true)
    expect(isStale('5m', T0 + 2 * HOUR, T0 + 2 * HOUR + MINUTES_5)).toBe(false)
    expect(isStale('1h', T0 + HOUR, T0 + 2 * HOUR)).toBe(false)
    expect(isStale('1h', T0 + 3 * HOUR, T0 + 4 * HOUR)).toBe(false)
  })

  test('the week that began before the range', async () => {
    const isStale = await staleWith([{ grain: '1w', bucket: T0 - 2 * DAY }])
    expect(isStale('1w', T0 - 2 * DAY, T0 + 5 * DAY)).toBe(true)
  })

  test('no bucket of another project', async () => {
    await staleWith([{ grain: '1h', bucket: T0 }])
    const isStale = await staleWith([])
    expect(isStale('1w', T0, T0 + 7 * DAY)).toBe(false)
  })

  test('all buckets beyond the marks that are read', async () => {
    // Twice in each grain is one bucket, and 5,000 buckets are read.
    const every = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ grain: '5m', bucket: T0 + 2 * i * MINUTES_5 }) as const)
    const last = T0 + 2 * 4_999 * MINUTES_5
    const beyond = T0 + 39 * DAY
    const below = await staleWith([...every(4_999), ...every(10)], 40)
    expect(below('5m', beyond, beyond + MINUTES_5)).toBe(false)
    const isStale = await staleWith(every(5_001), 40)
    expect(isStale('5m', T0, T0 + MINUTES_5)).toBe(true)
    expect(isStale('5m', T0 + MINUTES_5, T0 + 2 * MINUTES_5)).toBe(false)
    expect(isStale('5m', last - MINUTES_5, last)).toBe(false)
    expect(isStale('5m', last + 2 * MINUTES_5, last + 3 * MINUTES_5)).toBe(true)
    expect(isStale('5m', beyond, beyond + MINUTES_5)).toBe(true)
  })
})
