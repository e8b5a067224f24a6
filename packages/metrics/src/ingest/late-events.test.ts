import { expect, test } from 'vitest'
import { createCalendar } from '../calendar/calendar.ts'
import { countLate } from './late-events.ts'

const calendar = createCalendar({ timeZone: 'Europe/Berlin', weekStart: 1 })
/** Midnight in Berlin. */
const MIDNIGHT = Date.UTC(2026, 2, 4, 23)
const MINUTE = 60_000
const arrive = (type: string, bucketedAt: number, receivedAt: number) => ({ event: { type, bucketedAt }, receivedAt })

test.each([
  ['before its day ended', MIDNIGHT - MINUTE, MIDNIGHT - 1, 0],
  ['just over midnight', MIDNIGHT - 1, MIDNIGHT + MINUTE - 1, 0],
  ['a minute after its day', MIDNIGHT - 1, MIDNIGHT + MINUTE, 1],
  ['hours later, on the same day', MIDNIGHT, MIDNIGHT + 20 * 60 * MINUTE, 0],
])('%s [T-20]', (_name, at, receivedAt, events) => {
  expect(countLate(calendar, [arrive('a', at, receivedAt)]).length).toBe(events)
})

test('is counted by event type and local day, with its newest receipt', () => {
  const late = (type: string, days: number, more: number) =>
    arrive(type, MIDNIGHT - days * 1440 * MINUTE - 1, MIDNIGHT + 600 * MINUTE + more)
  const start = (days: number) => calendar.bucketStart('1d', MIDNIGHT - days * 1440 * MINUTE - 1)
  expect(countLate(calendar, [late('b', 0, 1), late('a', 0, 5), late('a', 0, 2), late('a', 1, 0)])).toEqual([
    { eventType: 'a', day: start(1), events: 1, restatedAt: MIDNIGHT + 600 * MINUTE },
    { eventType: 'a', day: start(0), events: 2, restatedAt: MIDNIGHT + 600 * MINUTE + 5 },
    { eventType: 'b', day: start(0), events: 1, restatedAt: MIDNIGHT + 600 * MINUTE + 1 },
  ])
})
