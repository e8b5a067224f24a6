import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CohortPlan } from './cohort-fold.ts'
import { gateCohorts, type SplitPart } from './gate.ts'

const K = 5
const FOLLOWED = 3

const plan = (unbounded: boolean): CohortPlan => ({
  periods: { starts: [0, 7, 14] },
  cohorts: 1,
  followed: FOLLOWED,
  unbounded,
  born: new Uint8Array(),
  returned: new Uint8Array(),
  part: new Int32Array(),
  parts: 0,
})

interface Part extends SplitPart {
  size: number
  returned: number[]
}

const gateOf = (parts: readonly Part[], unbounded = false) =>
  gateCohorts(
    plan(unbounded),
    parts,
    {
      sizes: Int32Array.from(parts, ({ size }) => size),
      returned: Int32Array.from(parts.flatMap(({ returned }) => returned)),
      returning: new Int32Array(parts.length),
    },
    K,
  )

const rows = (...sizes: number[]): Part[] =>
  sizes.map((size, i) => ({ row: [`r${i}`], path: [], size, returned: [size, 0, 0] }))

test.each([
  ['many', [6, 9], [true, true]],
  ['few, and the smallest of the others with them', [6, 9, 2], [false, true, false]],
  ['few that are many together', [9, 3, 4], [true, false, false]],
  ['nobody', [9, 0], [true, true]],
])('sizes of groups: %s [PRV-02 C-20]', (_name, sizes, told) => {
  const gate = gateOf(rows(...sizes))
  expect(sizes.map((_, part) => gate.tellsSize(0, [part]))).toEqual(told)
})

test.each([
  ['all came back, then nobody', [[9, 0, 0]], false, [true, true, true]],
  ['few came back', [[9, 3, 6]], false, [true, false, false]],
  ['few stayed away', [[9, 7, 0]], false, [true, false, true]],
  ['few were lost since the last that is told', [[20, 14, 11]], true, [true, true, false]],
  ['many were lost since then', [[20, 14, 9]], true, [true, true, true]],
  [
    'told of all groups or none',
    [
      [9, 0, 0],
      [9, 2, 0],
    ],
    false,
    [true, false, true],
  ],
])('returns: %s [PRV-02 C-20]', (_name, returned, unbounded, told) => {
  const parts = returned.map((counts, i): Part => ({ row: [`r${i}`], path: [], size: counts[0]!, returned: counts }))
  const gate = gateOf(parts, unbounded)
  expect(told.map((_, since) => gate.tellsReturns(0, since))).toEqual(told)
})

const anyGroups = fc.array(
  fc
    .nat(20)
    .chain((size) =>
      fc.array(fc.nat(size), { minLength: FOLLOWED, maxLength: FOLLOWED }).map((returned) => ({ size, returned })),
    ),
  { minLength: 1, maxLength: 6 },
)

test('what is told, and what is left of the known total, is of nobody or of many [PRV-02 T-05]', () => {
  fc.assert(
    fc.property(anyGroups, (groups) => {
      const parts = groups.map((group, i): Part => ({ ...group, row: [`r${i}`], path: [] }))
      const gate = gateOf(parts)
      const told = parts.filter((_, i) => gate.tellsSize(0, [i]))
      const hidden = parts.filter((part) => !told.includes(part))
      const sum = (some: readonly Part[], of: (part: Part) => number) => some.reduce((n, part) => n + of(part), 0)
      const isFine = (n: number) => n === 0 || n >= K
      for (const { size } of told) expect(isFine(size)).toBe(true)
      // Where nobody else is told of, the total is all there is.
      if (told.some(({ size }) => size > 0)) expect(isFine(sum(hidden, ({ size }) => size))).toBe(true)
      for (let since = 0; since < FOLLOWED; since++) {
        if (!gate.tellsReturns(0, since)) continue
        const counts = [...told.map((part) => [part]), hidden].flatMap((some) => [
          sum(some, ({ returned }) => returned[since]!),
          sum(some, ({ size, returned }) => size - returned[since]!),
        ])
        expect(counts.every(isFine)).toBe(true)
      }
    }),
    { numRuns: 500 },
  )
})
