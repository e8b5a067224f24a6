import type { RollupDifference } from '@tidemark/contracts/query/trust'
import { expect, test } from 'vitest'
import { type AuditFacts, verificationOf } from './read-verification.ts'

const difference = (n: number): RollupDifference => ({
  grain: '1h',
  bucket: 0,
  seriesId: n,
  field: 'n',
  expected: n,
  stored: n + 1,
})
const facts = (checked: number, oldest: number, foundAt: number | null = null): AuditFacts => ({
  checked,
  oldest,
  foundAt,
  difference: foundAt === null ? null : difference(foundAt),
})

test.each([
  ['every day of every type', { a: facts(2, 7), b: facts(2, 5) }, { state: 'verified', at: 5, checked: 4 }],
  ['not every day', { a: facts(2, 7), b: facts(1, 5) }, { state: 'unchecked', at: 5, checked: 3 }],
  ['a type of which no day was checked', { a: facts(2, 7) }, { state: 'unchecked', at: 7, checked: 2 }],
  ['nothing', {}, { state: 'unchecked', at: null, checked: 0 }],
  ['types that are not asked about', { other: facts(9, 1, 1) }, { state: 'unchecked', at: null, checked: 0 }],
  [
    'two differences: the first that was found is told',
    { a: facts(2, 7, 9), b: facts(2, 5, 8) },
    { state: 'differs', at: 8, checked: 4, difference: difference(8) },
  ],
] as const)('two days of two types: %s', (_name, found, expected) => {
  const audits = new Map<string, AuditFacts>(Object.entries(found))
  expect(verificationOf(audits, ['a', 'b'], 2)).toEqual({ difference: null, of: 4, ...expected })
})

test('no days are not verified', () => {
  expect(verificationOf(new Map(), ['a'], 0)).toEqual({
    state: 'unchecked',
    at: null,
    checked: 0,
    of: 0,
    difference: null,
  })
})
