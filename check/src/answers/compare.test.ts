import { expect, test } from 'vitest'
import { agrees, DISTINCT, EXACT, FLOAT, Ledger, SKETCH } from './compare.ts'

test.each([
  ['equal counts', 5, 5, EXACT, true],
  ['one more', 6, 5, EXACT, false],
  ['nothing and nothing', null, null, EXACT, true],
  ['nothing counted is 0', 0, null, EXACT, true],
  ['nothing told where something is', null, 5, EXACT, false],
  ['the last bits of a sum', 0.1 + 0.2, 0.3, FLOAT, true],
  ['a sum that is off', 100.001, 100, FLOAT, false],
  ['a percentile within its error', 1.009, 1, SKETCH, true],
  ['a percentile beyond it', 1.03, 1, SKETCH, false],
  ['a distinct count within three errors', 1040, 1000, DISTINCT, true],
  ['a distinct count beyond', 1060, 1000, DISTINCT, false],
])('%s', (_name, answer, expected, tolerance, same) => expect(agrees(answer, expected, tolerance)).toBe(same))

test('a ledger counts what it compared, by kind, and keeps the first differences', () => {
  const ledger = new Ledger()
  const note = (answer: number) => ledger.note('count', { question: 'q', at: 'a', answer, expected: 1 }, EXACT)
  for (const answer of [1, 1, 2]) note(answer)
  expect([ledger.compared, ledger.differences, ledger.byKind]).toEqual([3, 1, { count: 3 }])
  expect(ledger.first).toEqual([{ question: 'q', at: 'a', answer: 2, expected: 1 }])
})
