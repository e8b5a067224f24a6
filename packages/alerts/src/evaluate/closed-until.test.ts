import { expect, test } from 'vitest'
import { closedUntil } from './closed-until.ts'

const at = (time: string) => Date.parse(`2026-01-01T${time}Z`)

test.each([
  { name: 'nothing waits: the last full minute', now: '12:00:59', waiting: null, until: '12:00:00' },
  { name: 'on the minute', now: '12:00:00', waiting: null, until: '12:00:00' },
  { name: 'events wait since the minute before', now: '12:05:30', waiting: '12:04:10', until: '12:04:00' },
  { name: 'the door and the database disagree on the time', now: '12:05:30', waiting: '12:05:31', until: '12:05:00' },
  { name: 'ingest has stood still for an hour', now: '12:05:30', waiting: '11:00:00', until: '11:55:00' },
])('only closed data is read: $name [ALR-07]', ({ now, waiting, until }) =>
  expect(closedUntil(at(now), waiting === null ? null : at(waiting))).toBe(at(until)),
)
