import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCalendar } from '../../calendar/calendar.ts'
import { ChunkQueue } from './chunk-queue.ts'
import { coverDays, listSlices } from './rebuild-plan.ts'
import { joinRanges } from './rebuild-queue.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

test('slices tile the ids that may hold the hours, and cut no hour', () => {
  const hour = fc.integer({ min: 420_000, max: 500_000 })
  fc.assert(
    fc.property(
      hour,
      fc.integer({ min: 1, max: 800 }),
      fc.integer({ min: 0, max: 9 }),
      fc.nat(50_000_000),
      (first, count, reach, events) => {
        const hours = { from: first * HOUR, to: (first + count) * HOUR }
        const slices = listSlices(hours, reach, events)
        expect(slices[0]?.idFrom).toBe(hours.from - reach * DAY)
        expect(slices.at(-1)?.idTo).toBe(hours.to + reach * DAY)
        for (const [i, slice] of slices.entries()) {
          expect(slice.idFrom % HOUR).toBe(0)
          expect(slice.idTo).toBeGreaterThan(slice.idFrom)
          expect(slice.outlying).toBe(slice.idTo <= hours.from || slice.idFrom >= hours.to)
          if (i > 0) expect(slice.idFrom).toBe(slices[i - 1]!.idTo)
        }
      },
    ),
    { numRuns: 50 },
  )
})

test.each([
  { timeZone: 'UTC', hours: 24 },
  { timeZone: 'Asia/Kathmandu', hours: 25 },
  { timeZone: 'Europe/Berlin', hours: 25 },
])('a day of $timeZone is covered by $hours whole hours', ({ timeZone, hours: count }) => {
  // On this Sunday of 2026 the clocks of Berlin go back.
  const at = Date.UTC(2026, 9, 25, 12)
  const { days, hours } = coverDays(createCalendar({ timeZone, weekStart: 1 }), at, at + 1)
  expect((hours.to - hours.from) / HOUR).toBe(count)
  expect(hours.from).toBeLessThanOrEqual(days.from)
  expect(hours.to).toBeGreaterThanOrEqual(days.to)
})

test('ranges that overlap or touch are joined, with the ids of all', () => {
  const range = (from: number, to: number, ...ids: number[]) => ({ from, to, ids })
  expect(joinRanges([range(5, 7, 1), range(0, 2, 2), range(2, 3, 3), range(6, 9, 4), range(6, 6, 5)])).toEqual([
    range(0, 3, 2, 3),
    range(5, 9, 1, 4, 5),
  ])
  expect(joinRanges([])).toEqual([])
})

test('a queue of chunks keeps their order and makes the faster side wait', async () => {
  const queue = new ChunkQueue(3)
  const chunk = (n: number) => Uint8Array.of(n, n)
  await queue.push([chunk(1)])
  let pushed = false
  const waiting = queue.push([chunk(2), chunk(3)]).then(() => {
    pushed = true
  })
  const read = queue[Symbol.asyncIterator]()
  expect((await read.next()).value).toEqual(chunk(1))
  expect(pushed).toBe(false)
  expect((await read.next()).value).toEqual(chunk(2))
  expect((await read.next()).value).toEqual(chunk(3))
  queue.end()
  expect((await read.next()).done).toBe(true)
  await waiting
})

test('a queue that failed tells its reader', async () => {
  const queue = new ChunkQueue(10)
  queue.fail(new Error('no more'))
  await expect(queue[Symbol.asyncIterator]().next()).rejects.toThrow('no more')
})
