import { expect, test } from 'vitest'
import { type BoundOp, isBeyond } from './bound.ts'

test.each([
  ['>', 5, 4, false],
  ['>', 5, 5, false],
  ['>', 5, 6, true],
  ['>=', 5, 5, true],
  ['>=', 5, 4, false],
  ['<', 5, 4, true],
  ['<', 5, 5, false],
  ['<=', 5, 5, true],
  ['<=', 5, 6, false],
  ['=', 5, 5, true],
  ['=', 5, 6, false],
  ['!=', 5, 6, true],
  ['!=', 5, 5, false],
] as [BoundOp, number, number, boolean][])('x %s %d of %d is %s [ALR-03]', (op, value, x, expected) =>
  expect(isBeyond({ op, value }, x)).toBe(expected),
)

test.each([
  ['=', true],
  ['>', false],
  ['!=', false],
  ['>=', true],
] as [BoundOp, boolean][])(
  '0.1 + 0.2 %s 0.3 is %s: a sum of floats is compared as it was meant [T-17]',
  (op, expected) => expect(isBeyond({ op, value: 0.3 }, 0.1 + 0.2)).toBe(expected),
)
