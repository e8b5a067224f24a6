import { describe, expect, test } from 'vitest'
import { parseBucketSize } from '../calendar/bucket-size.ts'
import { createCalendar } from '../calendar/calendar.ts'
import { cutBuckets } from '../calendar/cut-buckets.ts'
import { shiftPart } from '../calendar/shift-range.ts'
import { alignBuckets } from './compare.ts'

const berlin = createCalendar({ timeZone: 'Europe/Berlin', weekStart: 1 })

/** The local start of each bucket of a range, and of the one that is laid beside it. */
function lay(size: string, kind: 'previous' | 'lastYear', [from, to]: [string, string], now = '2030-01-01T00:00:00Z') {
  const range = { from: Date.parse(from), to: Date.parse(to) }
  const cut = (part: { from: number; to: number }) => {
    const edges = cutBuckets(berlin, parseBucketSize(size), part)
    return { starts: edges.slice(0, -1), ends: edges.slice(1) }
  }
  const { starts } = cut(range)
  const shifted = shiftPart(berlin, range, kind, { now: Date.parse(now), starts })
  const other = cut(shifted.range)
  const show = (at: number) => new Date(at).toISOString().slice(5, 16)
  return {
    clamped: shifted.range.clamped,
    to: show(shifted.range.to),
    pairs: alignBuckets(shifted.starts, other).map((index, i) => [
      show(starts[i]!),
      index === null ? null : show(other.starts[index]!),
    ]),
  }
}

describe('each bucket meets the one of the same local time [T-13]', () => {
  test('hours of a day that lost one', () => {
    const { pairs } = lay('6h', 'previous', ['2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'])
    expect(pairs).toEqual([
      ['03-28T23:00', '03-27T23:00'],
      ['03-29T04:00', '03-28T05:00'],
      ['03-29T10:00', '03-28T11:00'],
      ['03-29T16:00', '03-28T17:00'],
    ])
  })

  test('an hour that is lived through twice meets its counterpart once', () => {
    const { pairs } = lay('1h', 'previous', ['2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'])
    expect(pairs).toHaveLength(25)
    expect(pairs.slice(1, 5)).toEqual([
      ['10-24T23:00', '10-23T23:00'],
      ['10-25T00:00', '10-24T00:00'],
      ['10-25T01:00', null],
      ['10-25T02:00', '10-24T01:00'],
    ])
  })

  test('a month meets the month before, also the part of it that is over', () => {
    const month: [string, string] = ['2026-03-01T00:00:00+01:00', '2026-04-01T00:00:00+02:00']
    const whole = lay('1d', 'previous', month)
    expect(whole.pairs[0]).toEqual(['02-28T23:00', '01-31T23:00'])
    expect(whole.pairs.filter(([, beside]) => beside === null)).toHaveLength(3)
    const part = lay('1d', 'previous', month, '2026-03-10T10:00:00+01:00')
    expect(part.to).toBe('02-10T09:00')
    expect(part.pairs[9]).toEqual(['03-09T23:00', '02-09T23:00'])
    expect(part.pairs[10]).toEqual(['03-10T23:00', null])
  })

  test('the last seven days up to now meet the seven before up to the same time', () => {
    const week = lay('1d', 'previous', ['2026-03-26T00:00:00+01:00', '2026-04-01T10:00:00+02:00'])
    expect(week.to).toBe('03-25T09:00')
    expect(week.pairs[0]).toEqual(['03-25T23:00', '03-18T23:00'])
  })

  test('Feb 29 of a year ago is Feb 28, and said to be', () => {
    const day = lay('1d', 'lastYear', ['2024-02-28T00:00:00+01:00', '2024-03-01T00:00:00+01:00'])
    expect(day.clamped).toBe(true)
    expect(day.pairs).toEqual([
      ['02-27T23:00', '02-27T23:00'],
      ['02-28T23:00', null],
    ])
  })
})
