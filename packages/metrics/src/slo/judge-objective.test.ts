import { SLO_WINDOWS } from '@tidemark/contracts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createCalendar } from '../calendar/calendar.ts'
import { burnWindowsOf } from './burn-windows.ts'
import { withoutRanges } from './corrections.ts'
import { isBurning, judgeObjective } from './judge-objective.ts'
import { sloRange } from './slo-window.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const objective = { objective: 0.99, minEvents: 20 }

describe('judging counts against 99 %', () => {
  test.each([
    ['nothing happened', 0, 0, { sli: null, met: null, budgetLeft: null, burnRate: null, lowTraffic: true }],
    ['all good', 1000, 1000, { sli: 1, met: true, bad: 0, budgetLeft: 1, burnRate: 0 }],
    ['exactly the budget', 990, 1000, { sli: 0.99, met: true, bad: 10 }],
    ['half the budget', 995, 1000, { met: true, bad: 5 }],
    ['twice the budget', 980, 1000, { met: false, bad: 20 }],
    ['one bad of ten is too little to tell', 9, 10, { met: false, lowTraffic: true }],
  ])('%s', (_name, good, total, expected) => expect(judgeObjective({ good, total }, objective)).toMatchObject(expected))

  test.each([
    [98.5, 1.5],
    [97.5, 2.5],
    [98, 2],
  ])('%d %% good burns at %d, the standard number beside the compatible one [C-01]', (good, rate) => {
    const state = judgeObjective({ good: good * 10, total: 1000 }, objective)
    expect(state.burnRate).toBeCloseTo(rate, 9)
    expect(state.budgetLeft).toBeCloseTo(1 - rate, 9)
  })

  test('9,995 of 10,000 is 0.9995 and misses 99.99 %: nothing is rounded before it is compared [T-16 C-03]', () => {
    const state = judgeObjective({ good: 9995, total: 10_000 }, { objective: 0.9999, minEvents: 1 })
    expect(state).toMatchObject({ sli: 0.9995, met: false })
  })
})

describe('pairs of windows', () => {
  test('every objective window has its own rates: budget share x window / long window [T-39]', () => {
    expect(burnWindowsOf('30d').map(({ burnRate }) => burnRate)).toEqual([14.4, 6, 3, 1])
    expect(burnWindowsOf('7d').map(({ burnRate }) => burnRate)).toEqual([13.44, 3.5, 1.4, 0.98])
    expect(burnWindowsOf('1d').map(({ burnRate }) => burnRate)).toEqual([7.2, 4.8, 2.4])
    expect(burnWindowsOf('calendar_month')).toEqual(burnWindowsOf('30d'))
    for (const window of SLO_WINDOWS)
      for (const { longMs, shortMs } of burnWindowsOf(window)) expect(shortMs).toBeLessThan(longMs)
  })

  const state = (bad: number, total = 1000) => judgeObjective({ good: total - bad, total }, objective)
  test.each([
    ['both burn', state(200), state(200), true],
    ['it is over: only the long one', state(200), state(10), false],
    ['a blip: only the short one', state(20), state(200), false],
    ['too few events to tell', state(5, 10), state(5, 10), null],
    ['silence now', state(200), state(0, 0), null],
  ])('%s', (_name, long, short, burning) => expect(isBurning(long, short, 14.4)).toBe(burning))
})

describe('windows', () => {
  const calendar = createCalendar({ timeZone: 'Europe/Berlin', weekStart: 1 })
  const now = Date.parse('2026-11-18T10:20:30Z')
  test.each([
    ['1d', '2026-11-17T10:20:00Z'],
    ['7d', '2026-11-11T10:20:00Z'],
    ['30d', '2026-10-19T10:20:00Z'],
    ['calendar_week', '2026-11-15T23:00:00Z'],
    ['calendar_month', '2026-10-31T23:00:00Z'],
  ] as const)('%s begins at %s', (window, from) =>
    expect(sloRange(window, now, calendar)).toEqual({ from: Date.parse(from), to: now }),
  )
})

describe('maintenance is taken out', () => {
  test.each([
    ['nothing', [], [[0, 100]]],
    [
      'in the middle',
      [[20, 30]],
      [
        [0, 20],
        [30, 100],
      ],
    ],
    [
      'at both ends, overlapping, unordered',
      [
        [90, 120],
        [-5, 10],
        [85, 95],
      ],
      [[10, 85]],
    ],
    [
      'all of it',
      [
        [-10, 60],
        [60, 100],
      ],
      [],
    ],
    ['elsewhere', [[100, 200]], [[0, 100]]],
  ] as [string, [number, number][], [number, number][]][])('%s', (_name, excluded, left) =>
    expect(
      withoutRanges(
        { from: 0, to: 100 },
        excluded.map(([from, to]) => ({ from, to })),
      ),
    ).toEqual(left.map(([from, to]) => ({ from, to }))),
  )

  test('what is left and what was taken out tile the range', () => {
    const range = fc.tuple(fc.integer({ min: -20, max: 120 }), fc.integer({ min: 1, max: 60 }))
    fc.assert(
      fc.property(fc.array(range, { maxLength: 6 }), (list) => {
        const excluded = list.map(([from, length]) => ({ from, to: from + length }))
        const left = withoutRanges({ from: 0, to: 100 }, excluded)
        for (let at = 0; at < 100; at++) {
          const out = excluded.some(({ from, to }) => from <= at && at < to)
          expect(left.filter(({ from, to }) => from <= at && at < to)).toHaveLength(out ? 0 : 1)
        }
      }),
      { numRuns: 100 },
    )
  })

  test('a day without its first two hours is 22 hours', () => {
    const [only] = withoutRanges({ from: 0, to: DAY }, [{ from: 0, to: 2 * HOUR }])
    expect(only).toEqual({ from: 2 * HOUR, to: DAY })
  })
})
