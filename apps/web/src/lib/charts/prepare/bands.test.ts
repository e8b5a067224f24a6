import { expect, test } from 'vitest'
import { keptBackBands } from './bands.ts'
import { makeResult } from './fixture.ts'
import { prepareSeries } from './series.ts'

const HIDDEN = 'hidden'
const MINUTE = 60_000
type Cell = number | null | typeof HIDDEN

const seriesOf = (groups: Record<string, Cell[]>) =>
  prepareSeries(
    makeResult(
      Object.entries(groups).map(([key, cells]) => ({
        role: 'group' as const,
        key: [key],
        values: cells.map((cell) => (cell === HIDDEN ? null : cell)),
        states: cells.map((cell) => (cell === HIDDEN ? 'suppressed' : cell === null ? 'none' : 'value')),
      })),
    ),
  )

const cases: { name: string; groups: Record<string, Cell[]>; bands: [number, number, 'whole' | 'strip', string][] }[] =
  [
    { name: 'nothing is kept back', groups: { a: [1, null, 0] }, bands: [] },
    { name: 'no data is no band', groups: { a: [null, null] }, bands: [] },
    { name: 'neighbours are one band', groups: { a: [1, HIDDEN, HIDDEN, 2] }, bands: [[1, 3, 'whole', 'a']] },
    {
      name: 'the last bucket has its length, no data parts two bands',
      groups: { a: [HIDDEN, null, HIDDEN] },
      bands: [
        [0, 1, 'whole', 'a'],
        [2, 3, 'whole', 'a'],
      ],
    },
    { name: 'beside a value it is a strip', groups: { a: [1, 2], b: [HIDDEN, HIDDEN] }, bands: [[0, 2, 'strip', 'b']] },
    {
      name: 'where all are kept back it is whole',
      groups: { a: [1, HIDDEN], b: [HIDDEN, HIDDEN] },
      bands: [
        [0, 1, 'strip', 'b'],
        [1, 2, 'whole', 'a, b'],
      ],
    },
  ]

test.each(cases)('$name [PRV-02 T-07]', ({ groups, bands }) => {
  expect(
    keptBackBands(seriesOf(groups), MINUTE).map(({ from, to, whole, labels }) => [
      from / MINUTE,
      to / MINUTE,
      whole ? 'whole' : 'strip',
      labels.join(', '),
    ]),
  ).toEqual(bands)
})
