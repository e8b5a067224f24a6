import { expect, test } from 'vitest'
import { SeenRevisions } from './seen-revisions.ts'

test('news is told once, old news never, and each metric counts for itself', () => {
  const seen = new SeenRevisions()
  expect(seen.take({ metrics: ['a', 'b'], revision: 5 })).toEqual(['a', 'b'])
  expect(seen.take({ metrics: ['a', 'b'], revision: 5 })).toEqual([])
  expect(seen.take({ metrics: ['a', 'c'], revision: 4 })).toEqual(['c'])
  expect(seen.take({ metrics: ['b'], revision: 6 })).toEqual(['b'])
  expect(seen.take({ metrics: '*', revision: 6 })).toBe('*')
  expect(seen.take({ metrics: '*', revision: 6 })).toEqual([])
  expect(seen.take({ metrics: ['a'], revision: 6 })).toEqual([])
  seen.forget()
  expect(seen.take({ metrics: ['a'], revision: 1 })).toEqual(['a'])
})
