import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CohortFold, type CohortPlan, type UnitDayColumns } from './cohort-fold.ts'

interface Row {
  actor: number
  day: number
  /** 0, 1 begin cohorts of parts 0 and 1; 1, 2 are returns */
  place: number
  at: number
  id: number
}

const STARTS = [100, 103, 107, 110, 116]
const anyRow: fc.Arbitrary<Row> = fc.record({
  actor: fc.integer({ min: 1, max: 6 }),
  day: fc.integer({ min: 94, max: 118 }),
  place: fc.nat(2),
  at: fc.nat(2),
  id: fc.nat(3),
})
const planOf = (unbounded: boolean): CohortPlan => ({
  periods: { starts: STARTS },
  cohorts: 3,
  followed: 3,
  unbounded,
  born: Uint8Array.of(1, 1, 0),
  returned: Uint8Array.of(0, 1, 1),
  part: Int32Array.of(0, 1, 0),
  parts: 2,
})

const columns = (rows: readonly Row[], split = true): UnitDayColumns => ({
  length: rows.length,
  actor: Uint32Array.from(rows.flatMap(({ actor }) => [actor, 7, 0, 0])),
  day: Int32Array.from(rows, ({ day }) => day),
  place: Int32Array.from(rows, ({ place }) => place),
  ...(split
    ? {
        firstAt: Float64Array.from(rows, ({ at }) => at),
        firstId: Uint32Array.from(rows.flatMap(({ id }) => [0, 0, 0, id])),
      }
    : {}),
})

function count(rows: readonly Row[], unbounded: boolean, split = true) {
  const fold = new CohortFold(planOf(unbounded))
  fold.add(columns(rows, split))
  const { sizes, returned, returning } = fold.count()
  return { sizes: [...sizes], returned: [...returned], returning: [...returning] }
}

const periodOf = (day: number) => STARTS.findLastIndex((start) => start <= day)
const isInside = (day: number) => day >= 100 && day < 116

/** The same with sets of actors, straight from the definition. */
function bruteForce(rows: readonly Row[], unbounded: boolean) {
  const actors = [...new Set(rows.map(({ actor }) => actor))]
  const people = actors.flatMap((actor) => {
    const own = rows.filter((row) => row.actor === actor)
    const births = own.filter(({ place }) => place < 2)
    const [first] = births.sort((a, b) => a.day - b.day || a.at - b.at || a.id - b.id || a.place - b.place)
    if (first === undefined) return []
    const days = own.filter(({ place, day }) => place > 0 && day >= first.day && isInside(day)).map(({ day }) => day)
    return [{ first, cohort: periodOf(first.day), came: new Set(days.map(periodOf)) }]
  })
  const each = (of: (part: number, cohort: number) => number | number[]) =>
    [0, 1].flatMap((part) => [0, 1, 2].flatMap((cohort) => of(part, cohort)))
  const members = (part: number, cohort: number) =>
    people.filter((one) => one.first.place === part && one.cohort === cohort && isInside(one.first.day))
  return {
    sizes: each((part, cohort) => members(part, cohort).length),
    returned: each((part, cohort) =>
      [0, 1, 2].map(
        (since) =>
          members(part, cohort).filter(({ came }) =>
            unbounded ? [...came].some((period) => period >= cohort + since) : came.has(cohort + since),
          ).length,
      ),
    ),
    returning: each(
      (part, period) =>
        people.filter((one) => one.first.place === part && one.cohort < period && one.came.has(period)).length,
    ),
  }
}

/** Ties between sets at the same time are decided by the id, so no two rows may share all of it. */
const anyRows = fc.uniqueArray(anyRow, {
  maxLength: 60,
  selector: ({ actor, day, at, id }) => `${actor} ${day} ${at} ${id}`,
})

describe.each([false, true])('unbounded: %s', (unbounded) => {
  test('cohorts are what the definition says, whatever the order and the cut of the rows [COH-03 T-53]', () => {
    fc.assert(
      fc.property(anyRows, fc.nat(60), (rows, at) => {
        const expected = bruteForce(rows, unbounded)
        expect(count(rows, unbounded)).toEqual(expected)
        const fold = new CohortFold(planOf(unbounded))
        const turned = rows.toReversed()
        fold.add(columns(turned.slice(0, at)))
        fold.add(columns(turned.slice(at)))
        expect([...fold.count().returned]).toEqual(expected.returned)
        expect(fold.rows).toBe(rows.length)
      }),
      { numRuns: 300 },
    )
  })
})

test('parts add up to the whole, which needs no times', () => {
  fc.assert(
    fc.property(anyRows, (rows) => {
      const split = count(rows, false)
      const whole = count(rows, false, false)
      const sum = (counts: number[]) =>
        counts.slice(0, counts.length / 2).map((n, i) => n + counts[i + counts.length / 2]!)
      for (const key of ['sizes', 'returned', 'returning'] as const) expect(sum(whole[key])).toEqual(sum(split[key]))
    }),
  )
})

test('more actors than the first memory holds', () => {
  const rows = Array.from(
    { length: 5000 },
    (_, i): Row => ({ actor: i + 1, day: 100 + (i % 3), place: 1, at: 0, id: i }),
  )
  expect(count(rows, false)).toMatchObject({ sizes: [0, 0, 0, 5000, 0, 0] })
})
