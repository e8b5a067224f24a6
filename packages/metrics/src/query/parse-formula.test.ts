import type { Formula } from '@tidemark/contracts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluateFormula } from './evaluate-formula.ts'
import { parseFormula } from './parse-formula.ts'

const numbers: Record<string, number | null> = { a: 10, b: 4, zero: 0, gap: null, p95_ms: 250 }
const evaluate = (formula: Formula<string>) => evaluateFormula(formula, (name) => numbers[name] ?? null)
const read = (text: string) => evaluate(parseFormula(text, Object.keys(numbers)))

describe('a formula is read as it is written', () => {
  test.each([
    ['a / (b + 2)', 10 / 6],
    ['a - b - 1', 5],
    ['a + b * 2', 18],
    ['a / b / 5', 0.5],
    ['-a + -(b)', -14],
    ['- - a', 10],
    ['2 * (a - (b - 1))', 14],
    [' p95_ms*.5 ', 125],
    ['1.25', 1.25],
  ])('%s = %d', (text, value) => expect(read(text)).toBe(value))
})

describe('null over a gap and where nothing can be divided [T-15]', () => {
  test.each([
    ['zero / zero', null],
    ['5 / zero', null],
    ['zero / 5', 0],
    ['a + gap', null],
    ['gap * 0', null],
    ['a / (zero * b)', null],
  ])('%s = %s', (text, value) => expect(read(text)).toBe(value))
})

describe('what cannot be read is told with its place', () => {
  test.each([
    ['a +', 3, 'it ends too early'],
    ['', 0, 'it ends too early'],
    ['(a', 2, 'a ")" is missing'],
    ['a)', 1, '")" is not expected here'],
    ['a b', 2, '"b" is not expected here'],
    ['a + c', 4, 'there is no operand c'],
    ['a ^ 2', 2, '"^" is no number'],
    ['a * / b', 4, '"/" is not expected here'],
    ['1e5', 1, 'is not expected here'],
    ['A', 0, 'is no number'],
    ['a; DROP TABLE', 1, 'is no number'],
    [`${'('.repeat(40)}a${')'.repeat(40)}`, 32, 'more than 32 levels'],
    [`${'-'.repeat(400)}a`, 32, 'more than 32 levels'],
    ['1'.repeat(501), 500, 'longer than 500'],
  ])('%s', (text, at, problem) => {
    expect(() => parseFormula(text, ['a', 'b'])).toThrow(
      expect.objectContaining({
        code: 'invalid_input',
        message: expect.stringContaining(problem),
        details: { formula: text, at },
      }),
    )
  })
})

const SIGN = { add: '+', subtract: '-', multiply: '*', divide: '/' } as const
const write = (formula: Formula<string>): string => {
  if (formula.op === 'number') return String(formula.value)
  if (formula.op === 'metric') return formula.metric
  return `(${write(formula.left)} ${SIGN[formula.op]} ${write(formula.right)})`
}
const { tree } = fc.letrec<{ tree: Formula<string> }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    fc.nat(1000).map((value): Formula<string> => ({ op: 'number', value })),
    fc.constantFrom('a', 'b').map((metric): Formula<string> => ({ op: 'metric', metric, stat: 'value' })),
    fc.record({
      op: fc.constantFrom('add' as const, 'subtract' as const, 'multiply' as const, 'divide' as const),
      left: tie('tree'),
      right: tie('tree'),
    }),
  ),
}))

test('what is written of any formula is read as the same formula', () => {
  fc.assert(
    fc.property(tree, (formula) => {
      const text = write(formula)
      fc.pre(text.length <= 500)
      expect(parseFormula(text, ['a', 'b'])).toEqual(formula)
    }),
  )
})

test('any text is read or refused, never worse', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ab12.+-*/() ^x') }), (text) => {
      try {
        evaluate(parseFormula(text, ['a', 'b']))
      } catch (error) {
        expect(error).toMatchObject({ code: 'invalid_input' })
      }
    }),
  )
})
