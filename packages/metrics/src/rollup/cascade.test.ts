import { describe, expect, test } from 'vitest'
import { createCalendar } from '../calendar/calendar.ts'
import { EMPTY_ROW } from '../sketch/rollup-row.ts'
import { coarserMarks, groupBuckets, partsOf } from './cascade.ts'

const at = (text: string) => Date.parse(text)
const row = (bucket: number, seriesId = 1) => ({ ...EMPTY_ROW, seriesId, bucket })
const utc = createCalendar({ timeZone: 'UTC', weekStart: 0 })
const kathmandu = createCalendar({ timeZone: 'Asia/Kathmandu', weekStart: 0 })

describe('a bucket is merged from the finer rows that fill it', () => {
  test.each([
    ['5m of minutes', utc, '5m', '2026-03-01T00:00:00Z', '1m'],
    ['1h of 5m', utc, '1h', '2026-03-01T00:00:00Z', '5m'],
    ['a day of hours', utc, '1d', '2026-03-01T00:00:00Z', '1h'],
    ['a day that begins at a quarter past, of 5m', kathmandu, '1d', '2026-03-01T18:15:00Z', '5m'],
    ['a week of days', kathmandu, '1w', '2026-02-28T18:15:00Z', '1d'],
  ] as const)('%s', (_name, calendar, grain, start, expected) => {
    expect(partsOf(calendar, grain, at(start), calendar.nextBucket(grain, at(start)))).toBe(expected)
  })
})

describe('a changed bucket makes the coarser ones stale', () => {
  test('series of one bucket share a mark', () => {
    expect(
      coarserMarks(utc, '5m', [
        row(at('2026-03-01T10:05:00Z')),
        row(at('2026-03-01T10:10:00Z')),
        row(at('2026-03-01T10:10:00Z'), 2),
      ]),
    ).toEqual([{ grain: '1h', bucket: at('2026-03-01T10:00:00Z'), seriesIds: [1, 2] }])
  })

  test('an hour cut in two by local midnight marks both days', () => {
    expect(coarserMarks(kathmandu, '1h', [row(at('2026-03-01T18:00:00Z'))]).map(({ bucket }) => bucket)).toEqual([
      at('2026-02-28T18:15:00Z'),
      at('2026-03-01T18:15:00Z'),
    ])
  })

  test('nothing is coarser than a week', () => expect(coarserMarks(utc, '1w', [row(0)])).toEqual([]))
})

test.each([
  { sizes: [], groups: [] },
  { sizes: [1, 2, 3], groups: [[1, 2], [3]] },
  { sizes: [1, 1, 1, 1], groups: [[1, 1, 1], [1]] },
  { sizes: [9, 1, 9], groups: [[9], [1], [9]] },
])('buckets of $sizes series are read in groups of about three rows', ({ sizes, groups }) => {
  const stale = sizes.map((size, i) => ({
    start: i,
    end: i + 1,
    seriesIds: Array.from({ length: size }, (_, id) => id),
  }))
  const grouped = groupBuckets(stale, 3)
  expect(grouped.map((group) => group.map(({ seriesIds }) => seriesIds.length))).toEqual(groups)
  expect(grouped.flat()).toEqual(stale)
})
