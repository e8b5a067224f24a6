import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ColumnEvent, toColumns } from '../../../test/experiment-columns.ts'
import { splitUnits } from './arms.ts'
import { ExposureFold } from './attribution.ts'
import { type Contribution, OutcomeFold } from './unit-values.ts'

const [CONTROL, TREATMENT, ELSE] = [0, 1, 9]
const attribute = (events: readonly ColumnEvent[]) => {
  const fold = new ExposureFold((set) => (set === ELSE ? undefined : { variation: set, stratum: 0, overlays: [0] }), 1)
  fold.add(toColumns(events, 1))
  return fold.finish()
}
const saw = (unit: number, at: number, set: number, budget?: number): ColumnEvent => ({
  unit,
  at,
  set,
  ...(budget === undefined ? {} : { measures: [budget] }),
})

describe('a unit belongs to what it saw first', () => {
  test.each<
    [string, ColumnEvent[], { at?: number; variation?: number; crossed?: number; budget?: number; none?: true }]
  >([
    ['seen once', [saw(1, 50, TREATMENT, 7)], { at: 50, variation: TREATMENT, crossed: 0, budget: 7 }],
    ['seen again', [saw(1, 50, CONTROL, 7), saw(1, 60, CONTROL, 8)], { at: 50, crossed: 0, budget: 7 }],
    ['the later one came first', [saw(1, 60, CONTROL, 8), saw(1, 50, CONTROL, 7)], { at: 50, budget: 7 }],
    ['without the parameter', [saw(1, 50, CONTROL)], { at: 50, budget: Number.NaN }],
    ['crossed over', [saw(1, 50, CONTROL), saw(1, 60, TREATMENT)], { at: 50, crossed: 1 }],
    ['crossed at one instant', [saw(1, 50, TREATMENT), saw(1, 50, CONTROL)], { at: 50, crossed: 1 }],
    ['another experiment', [saw(1, 50, ELSE)], { none: true }],
    ['nobody', [saw(0, 50, CONTROL)], { none: true }],
  ])('%s [T-47]', (_, events, expected) => {
    const { units, exposedAt, variation, crossed, overlays } = attribute(events)
    expect(units.count).toBe(expected.none ? 0 : 1)
    if (expected.at !== undefined) expect(exposedAt[0]).toBe(expected.at)
    if (expected.variation !== undefined) expect(variation[0]).toBe(expected.variation)
    if (expected.crossed !== undefined) expect(crossed[0]).toBe(expected.crossed)
    if (expected.budget !== undefined) expect(overlays[0]![0]).toBe(expected.budget)
  })

  test('in whatever order and however often exposures come [T-47]', () => {
    const exposure = fc.record({
      unit: fc.integer({ min: 1, max: 9 }),
      at: fc.nat(20),
      set: fc.constantFrom(CONTROL, TREATMENT, ELSE),
    })
    const told = (events: readonly ColumnEvent[]) => {
      const { units, exposedAt, crossed } = attribute(events)
      return events.map(({ unit }) => {
        const at = units.lookup(0, unit)
        return [exposedAt[at], crossed[at]]
      })
    }
    fc.assert(
      fc.property(fc.array(exposure, { maxLength: 30 }), (events) => {
        const backwards = [...events].reverse()
        expect(told(backwards).reverse()).toEqual(told(events))
        expect(told([...events, ...backwards]).slice(0, events.length)).toEqual(told(events))
      }),
    )
  })
})

describe('only what a unit did in its window after first exposure counts, as much before it is the covariate', () => {
  const WINDOW = 10
  const PARTS: Record<number, Contribution[]> = {
    1: [{ metric: 0, part: 'value', measure: -1, adds: 'one' }],
    2: [
      { metric: 1, part: 'value', measure: 0, adds: 'amount' },
      { metric: 1, part: 'base', measure: 0, adds: 'one' },
    ],
    3: [{ metric: 2, part: 'value', measure: -1, adds: 'one' }],
  }
  const did = (events: readonly ColumnEvent[]) => {
    const fold = new OutcomeFold(
      attribute([saw(1, 100, CONTROL)]),
      (set) => PARTS[set],
      ['mean', 'ratio', 'conversion'],
      WINDOW,
    )
    fold.add(toColumns(events, 1))
    return fold.metrics.map(({ value, base, valueBefore, baseBefore }) =>
      [value, base, valueBefore, baseBefore].map(([x]) => x),
    )
  }
  const [NO_COUNT, NO_RATIO, NO_CONVERSION] = [
    [0, 1, 0, 1],
    [0, 0, 0, 0],
    [0, 1, 0, 1],
  ]
  const count = (at: number, weight = 1): ColumnEvent => ({ unit: 1, at, set: 1, weight })

  test.each<[string, ColumnEvent[], number[][]]>([
    ['nothing', [], [NO_COUNT, NO_RATIO, NO_CONVERSION]],
    ['at the instant of exposure: after', [count(100)], [[1, 1, 0, 1], NO_RATIO, NO_CONVERSION]],
    ['just before', [count(99)], [[0, 1, 1, 1], NO_RATIO, NO_CONVERSION]],
    ['the last instant of the window', [count(109)], [[1, 1, 0, 1], NO_RATIO, NO_CONVERSION]],
    ['the window is over', [count(110)], [NO_COUNT, NO_RATIO, NO_CONVERSION]],
    ['the first instant before', [count(90)], [[0, 1, 1, 1], NO_RATIO, NO_CONVERSION]],
    ['too long before', [count(89)], [NO_COUNT, NO_RATIO, NO_CONVERSION]],
    ['sampled at a quarter', [count(100, 4)], [[4, 1, 0, 1], NO_RATIO, NO_CONVERSION]],
    ['of another unit', [{ ...count(100), unit: 2 }], [NO_COUNT, NO_RATIO, NO_CONVERSION]],
    ['of nobody', [{ ...count(100), unit: 0 }], [NO_COUNT, NO_RATIO, NO_CONVERSION]],
    [
      'a measure over the events that carry it',
      [
        { unit: 1, at: 101, set: 2, measures: [30], weight: 2 },
        { unit: 1, at: 102, set: 2 },
        { unit: 1, at: 95, set: 2, measures: [5] },
      ],
      [NO_COUNT, [60, 2, 5, 1], NO_CONVERSION],
    ],
    [
      'converted three times is converted',
      [101, 102, 103].map((at) => ({ unit: 1, at, set: 3, weight: 5 })),
      [NO_COUNT, NO_RATIO, [1, 1, 0, 1]],
    ],
  ])('%s [T-47]', (_, events, expected) => {
    expect(did(events)).toEqual(expected)
  })
})

test('units by arm: matured ones apart, crossed and earlier ones only counted, few people hidden [T-47 T-06]', () => {
  const exposures = [
    saw(1, 50, CONTROL),
    saw(2, 100, CONTROL),
    saw(3, 149, CONTROL),
    saw(4, 150, CONTROL),
    saw(5, 120, TREATMENT),
    saw(6, 120, CONTROL),
    saw(6, 121, TREATMENT),
    saw(7, 200, CONTROL),
    // Two sessions of one person.
    { unit: 8, actor: 5, at: 130, set: TREATMENT },
  ]
  const split = splitUnits(attribute(exposures), {
    variations: ['control', 'treatment', 'empty'].map((variation) => ({ variation, weight: 1 })),
    from: 100,
    to: 200,
    asOf: 159,
    maturesMs: 10,
    k: 2,
  })
  expect(split).toMatchObject({ crossed: 1, exposedEarlier: 1 })
  expect(
    split.arms.map(({ exposed, exposedStatus, matured, status }) => [
      exposed.length,
      exposedStatus,
      matured.length,
      status,
    ]),
  ).toEqual([
    [3, 'shown', 2, 'shown'],
    [2, 'suppressed', 2, 'suppressed'],
    [0, 'empty', 0, 'empty'],
  ])
})
