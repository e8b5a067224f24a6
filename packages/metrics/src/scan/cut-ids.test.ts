import fc from 'fast-check'
import { expect, test } from 'vitest'
import { balance } from './cut-ids.ts'

const DAY = 86_400_000
const MB = 1_000_000

test.each([
  ['little is read at once', { from: 5, to: 3 * DAY }, [1, 2, 3], [[5, 3 * DAY]]],
  [
    'much is cut where days begin',
    { from: 5, to: 3 * DAY },
    [50 * MB, 20 * MB, 30 * MB],
    [
      [5, DAY],
      [DAY, 3 * DAY],
    ],
  ],
  ['one large day stays whole', { from: 0, to: DAY }, [900 * MB], [[0, DAY]]],
])('%s', (_name, ids, bytes, expected) => {
  expect(balance(ids, bytes).map(({ from, to }) => [from, to])).toEqual(expected)
})

test('pieces tile the range, whatever the sizes', () => {
  const anyRange = fc.record({ from: fc.nat(10 * DAY), length: fc.integer({ min: 1, max: 20 * DAY }) })
  fc.assert(
    fc.property(anyRange, fc.array(fc.nat(1000 * MB), { minLength: 40, maxLength: 40 }), ({ from, length }, sizes) => {
      const to = from + length
      const days = Math.floor((to - 1) / DAY) - Math.floor(from / DAY) + 1
      const pieces = balance({ from, to }, sizes.slice(0, days))
      expect(pieces[0]?.from).toBe(from)
      expect(pieces.at(-1)?.to).toBe(to)
      for (const [i, piece] of pieces.entries()) {
        expect(piece.from).toBeLessThan(piece.to)
        if (i > 0) expect(piece.from).toBe(pieces[i - 1]!.to)
      }
    }),
  )
})
