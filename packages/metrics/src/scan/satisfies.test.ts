import { FILTER_OPS, type FilterOp } from '@tidemark/contracts'
import { describe, expect, test } from 'vitest'
import { satisfies } from './satisfies.ts'

const cases: { op: FilterOp; values: string[]; value: string | null; is: boolean }[] = [
  { op: 'in', values: ['a', 'b'], value: 'b', is: true },
  { op: 'in', values: ['a', 'b'], value: 'c', is: false },
  { op: 'in', values: ['a'], value: null, is: false },
  { op: 'in', values: [''], value: '', is: true },
  { op: 'in', values: [''], value: null, is: false },
  { op: 'notIn', values: ['a'], value: 'b', is: true },
  { op: 'notIn', values: ['a'], value: 'a', is: false },
  { op: 'notIn', values: ['a'], value: null, is: false },
  { op: 'exists', values: [], value: '', is: true },
  { op: 'exists', values: [], value: null, is: false },
  { op: 'missing', values: [], value: null, is: true },
  { op: 'missing', values: [], value: '', is: false },
]

describe('one filter', () => {
  test.each(cases)('$op $values of $value is $is [T-55]', ({ op, values, value, is }) => {
    expect(satisfies([{ dimension: 'd', op, values }], () => value)).toBe(is)
  })
  test('every operator has a case', () => expect(new Set(cases.map(({ op }) => op))).toEqual(new Set(FILTER_OPS)))
})

test('all filters must be met, and none is met by every event', () => {
  const lookUp = (dimension: string) => (dimension === 'a' ? '1' : null)
  const a = { dimension: 'a', op: 'in', values: ['1'] } as const
  const b = { dimension: 'b', op: 'exists', values: [] } as const
  expect(satisfies([a, b], lookUp)).toBe(false)
  expect(satisfies([a], lookUp)).toBe(true)
  expect(satisfies([], lookUp)).toBe(true)
})
