import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeBottomK } from './bottom-k.ts'
import { encodeBins, keyOf } from './ddsketch.ts'
import { encodeHashes } from './hyperloglog.ts'
import { EMPTY_ROW, equalRollupRows, mergeRollupRows, type RollupRow } from './rollup-row.ts'

type Observation = { value: number; weight: number; actor: number; session: number }

function rowOf(observations: readonly Observation[]): RollupRow {
  if (observations.length === 0) return EMPTY_ROW
  const values = observations.map((o) => o.value)
  const actors = Uint32Array.from(observations, (o) => Math.imul(o.actor + 1, 0x9e3779b1))
  const sessions = Uint32Array.from(observations, (o) => Math.imul(o.session + 1, 0x85ebca6b))
  return {
    n: observations.length,
    weightSum: observations.reduce((sum, o) => sum + o.weight, 0),
    sum: observations.reduce((sum, o) => sum + o.weight * o.value, 0),
    sumSq: observations.reduce((sum, o) => sum + o.weight * o.value ** 2, 0),
    min: Math.min(...values),
    max: Math.max(...values),
    sketch: encodeBins(Int32Array.from(values, keyOf).sort()),
    distinct: encodeHashes(actors, sessions),
    actors: encodeBottomK(actors, actors),
    sessions: encodeBottomK(sessions, sessions),
  }
}

const observation = (value: fc.Arbitrary<number>) =>
  fc.record({
    value,
    weight: fc.constantFrom(1, 1, 2, 10, 1 / 0.3),
    actor: fc.nat({ max: 30 }),
    session: fc.nat({ max: 90 }),
  })
const real = fc.double({ min: -1e9, max: 1e9, noNaN: true })
const base = rowOf([{ value: 0.1, weight: 1, actor: 1, session: 1 }])

describe('merge', () => {
  it.each([
    { name: 'real values', value: real },
    { name: 'whole values', value: fc.integer({ min: -100_000, max: 100_000 }) },
    { name: 'cancelling values', value: fc.constantFrom(0.1, -0.1, 1e9 / 3, -1e9 / 3) },
  ])('of $name is the row of all events, in any order and grouping', ({ value }) => {
    const groups = fc.array(fc.array(observation(value), { maxLength: 40 }), { minLength: 2, maxLength: 6 })
    fc.assert(
      fc.property(groups, (lists) => {
        const rows = lists.map(rowOf)
        const whole = rowOf(lists.flat())
        const [a, b, ...rest] = rows
        expect(equalRollupRows(mergeRollupRows(rows), whole)).toBe(true)
        expect(equalRollupRows(mergeRollupRows([...rows].reverse()), whole)).toBe(true)
        const nested = mergeRollupRows([mergeRollupRows([a!, b!]), mergeRollupRows(rest), EMPTY_ROW])
        expect(equalRollupRows(nested, whole)).toBe(true)
      }),
      { numRuns: 150 },
    )
  })

  it('of nothing is the empty row', () => expect(mergeRollupRows([])).toEqual(EMPTY_ROW))

  it('never leaves the finite numbers', () => {
    const huge = { ...EMPTY_ROW, n: 1, weightSum: 1, sum: -Number.MAX_VALUE, sumSq: Number.MAX_VALUE }
    const merged = mergeRollupRows([huge, huge, { ...huge, sumSq: Number.POSITIVE_INFINITY }])
    expect(merged.sum).toBe(-Number.MAX_VALUE)
    expect(merged.sumSq).toBe(Number.MAX_VALUE)
    expect(
      mergeRollupRows([
        { ...huge, sum: Infinity },
        { ...huge, sum: -Infinity },
      ]).sum,
    ).toBe(0)
  })

  it('keeps a column that only one row has', () => {
    expect(mergeRollupRows([base, EMPTY_ROW]).sketch).toEqual(base.sketch)
  })
})

describe('equal', () => {
  const other = rowOf([{ value: 0.2, weight: 1, actor: 2, session: 2 }])
  const cases: { name: string; change: Partial<RollupRow>; equal: boolean }[] = [
    { name: 'nothing', change: {}, equal: true },
    { name: 'a sum by 5e-10 relative', change: { sum: 0.1 * (1 + 5e-10) }, equal: true },
    { name: 'a sum by 2e-9 relative', change: { sum: 0.1 * (1 + 2e-9) }, equal: false },
    { name: 'n', change: { n: 2 }, equal: false },
    { name: 'a whole sum by 1', change: { weightSum: 2 }, equal: false },
    { name: 'min', change: { min: 0.1 + 1e-15 }, equal: false },
    { name: 'max to null', change: { max: null }, equal: false },
    { name: 'the sketch', change: { sketch: other.sketch }, equal: false },
    { name: 'the sketch to null', change: { sketch: null }, equal: false },
    { name: 'distinct', change: { distinct: other.distinct }, equal: false },
    { name: 'actors', change: { actors: other.actors }, equal: false },
    { name: 'sessions', change: { sessions: other.sessions }, equal: false },
  ]
  it.each(cases)('changing $name: $equal', ({ change, equal }) => {
    expect(equalRollupRows(base, { ...base, ...change })).toBe(equal)
    expect(equalRollupRows({ ...base, ...change }, base)).toBe(equal)
  })

  it('a large whole sum must agree to the unit', () => {
    const a = { ...EMPTY_ROW, sum: 9_007_199_254_740_990 }
    expect(equalRollupRows(a, { ...a, sum: a.sum + 1 })).toBe(false)
  })

  it('a sum of other values may be off by rounding where doubles are so large that all are whole', () => {
    const a = { ...EMPTY_ROW, n: 3, weightSum: 12, min: -21_221_686.142643336, max: 48.2, sumSq: 2 ** 52 + 3_431 }
    expect(equalRollupRows(a, { ...a, sumSq: a.sumSq + 1 })).toBe(true)
    expect(equalRollupRows({ ...a, min: -21_221_686 }, { ...a, min: -21_221_686, sumSq: a.sumSq + 1 })).toBe(true)
    const capped = { ...a, min: 0, max: 30_000, sum: 300_023.7 }
    expect(equalRollupRows(capped, { ...capped, sumSq: a.sumSq + 245 })).toBe(true)
    expect(equalRollupRows({ ...a, min: -9, max: 48 }, { ...a, min: -9, max: 48, sumSq: a.sumSq + 1 })).toBe(false)
  })

  it('forgives rounding, not loss, where signs cancel', () => {
    const a = { ...EMPTY_ROW, n: 1000, weightSum: 1000, min: -1e6, max: 1e6, sumSq: 1e15, sum: 0.123 }
    expect(equalRollupRows(a, { ...a, sum: 0.1230001 })).toBe(true)
    expect(equalRollupRows(a, { ...a, sum: 0.2 })).toBe(false)
  })
})
