import type { Grain } from '@tidemark/contracts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Calendar, createCalendar } from '../calendar/calendar.ts'
import { coverRange, cutsAt } from './cover-range.ts'
import { createIsStale } from './stale-buckets.ts'

const at = (text: string) => Date.parse(text)
const utc = createCalendar({ timeZone: 'UTC', weekStart: 0 })
const settledAt = (calendar: Calendar, now: number, marks: Parameters<typeof createIsStale>[1] = []) => ({
  cuts: cutsAt(calendar, now),
  isStale: createIsStale(calendar, marks),
})
const show = (segments: ReturnType<typeof coverRange>) =>
  segments.map(
    ({ grain, from, to }) =>
      `${grain} ${new Date(from).toISOString().slice(5, 16)} ${new Date(to).toISOString().slice(5, 16)}`,
  )

describe('each stretch is read from the coarsest rows that fit', () => {
  test.each([
    [
      'a day and two ragged ends',
      '2026-03-03T22:58:00Z',
      '2026-03-05T01:07:00Z',
      [
        '1m 03-03T22:58 03-03T23:00',
        '1h 03-03T23:00 03-04T00:00',
        '1d 03-04T00:00 03-05T00:00',
        '1h 03-05T00:00 03-05T01:00',
        '5m 03-05T01:00 03-05T01:05',
        '1m 03-05T01:05 03-05T01:07',
      ],
    ],
    ['a whole week', '2026-03-01T00:00:00Z', '2026-03-08T00:00:00Z', ['1w 03-01T00:00 03-08T00:00']],
    ['seconds widen to minutes', '2026-03-01T00:00:30Z', '2026-03-01T00:01:10Z', ['1m 03-01T00:00 03-01T00:02']],
  ])('%s', (_name, from, to, expected) => {
    expect(
      show(coverRange(utc, { from: at(from), to: at(to) }, '1w', settledAt(utc, at('2027-01-01T00:00:00Z')))),
    ).toEqual(expected)
  })
})

test('what is still moving is read from finer rows', () => {
  const now = at('2026-03-05T10:07:30Z')
  const day = { from: at('2026-03-05T00:00:00Z'), to: at('2026-03-06T00:00:00Z') }
  expect(show(coverRange(utc, day, '1d', settledAt(utc, now)))).toEqual([
    '1h 03-05T00:00 03-05T10:00',
    '5m 03-05T10:00 03-05T10:05',
    '1m 03-05T10:05 03-06T00:00',
  ])
})

describe('what late events have changed is read from rows that know them', () => {
  const week = { from: at('2026-03-01T00:00:00Z'), to: at('2026-03-08T00:00:00Z') }
  const covered = (grain: Grain, bucket: string) =>
    show(coverRange(utc, week, '1w', settledAt(utc, at('2027-01-01T00:00:00Z'), [{ grain, bucket: at(bucket) }])))
  test.each([
    ['1w', '2026-03-01T00:00:00Z', ['1d 03-01T00:00 03-08T00:00']],
    [
      '1d',
      '2026-03-02T00:00:00Z',
      ['1d 03-01T00:00 03-02T00:00', '1h 03-02T00:00 03-03T00:00', '1d 03-03T00:00 03-08T00:00'],
    ],
    [
      '5m',
      '2026-03-01T01:00:00Z',
      [
        '1h 03-01T00:00 03-01T01:00',
        '1m 03-01T01:00 03-01T01:05',
        '5m 03-01T01:05 03-01T02:00',
        '1h 03-01T02:00 03-02T00:00',
        '1d 03-02T00:00 03-08T00:00',
      ],
    ],
    ['1d', '2026-03-08T00:00:00Z', ['1w 03-01T00:00 03-08T00:00']],
  ] as const)('a stale %s of %s', (grain, bucket, expected) => expect(covered(grain, bucket)).toEqual(expected))
})

test('any range in any zone is covered exactly once', () => {
  const zones = ['UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/Sao_Paulo']
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: 0, max: 600_000 }),
      fc.integer({ min: 1, max: 40_000 }),
      fc.integer({ min: 0, max: 640_000 }),
      (timeZone, start, length, nowMinute) => {
        const calendar = createCalendar({ timeZone, weekStart: 1 })
        const base = at('2025-01-01T00:00:00Z')
        const range = { from: base + start * 60_000, to: base + (start + length) * 60_000 }
        const segments = coverRange(calendar, range, '1w', settledAt(calendar, base + nowMinute * 60_000))
        expect(segments[0]?.from).toBe(range.from)
        expect(segments.at(-1)?.to).toBe(range.to)
        for (const [i, segment] of segments.entries()) {
          if (i > 0) expect(segment.from).toBe(segments[i - 1]?.to)
          expect(calendar.bucketStart(segment.grain, segment.from)).toBe(segment.from)
          expect(calendar.bucketStart(segment.grain, segment.to)).toBe(segment.to)
        }
      },
    ),
    { numRuns: 100 },
  )
})
