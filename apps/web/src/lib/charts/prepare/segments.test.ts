import { expect, test } from 'vitest'
import { splitSegments } from './segments.ts'
import type { Point } from './series.ts'

const points = (values: (number | null)[], openFrom = values.length): Point[] =>
  values.map((v, t) => ({ t, v, n: 1, open: t >= openFrom }))

const cases: { name: string; points: Point[]; runs: [open: boolean, values: number[]][] }[] = [
  { name: 'nothing', points: [], runs: [] },
  { name: 'only gaps', points: points([null, null]), runs: [] },
  { name: 'one line', points: points([1, 2, 3]), runs: [[false, [1, 2, 3]]] },
  {
    name: 'a gap cuts, zero does not',
    points: points([1, null, 0, 3]),
    runs: [
      [false, [1]],
      [false, [0, 3]],
    ],
  },
  {
    name: 'the open bucket hangs on',
    points: points([1, 2, 3], 2),
    runs: [
      [false, [1, 2]],
      [true, [2, 3]],
    ],
  },
  {
    name: 'open after a gap stands alone',
    points: points([1, null, 3], 2),
    runs: [
      [false, [1]],
      [true, [3]],
    ],
  },
  { name: 'open only', points: points([3], 0), runs: [[true, [3]]] },
  {
    name: 'two open buckets',
    points: points([1, 2, 3], 1),
    runs: [
      [false, [1]],
      [true, [1, 2, 3]],
    ],
  },
]

test.each(cases)('$name', ({ points, runs }) => {
  expect(splitSegments(points).map(({ open, vertices }) => [open, vertices.map((vertex) => vertex.v)])).toEqual(runs)
})
