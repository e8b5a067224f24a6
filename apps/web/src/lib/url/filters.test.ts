import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readFilters, writeFilters } from './filters.ts'

test.each([
  ['f=status:200', [{ dimension: 'status', op: 'in', values: ['200'] }]],
  ['f=status:200&f=status:404', [{ dimension: 'status', op: 'in', values: ['200', '404'] }]],
  ['f=route!:/a:b', [{ dimension: 'route', op: 'notIn', values: ['/a:b'] }]],
  ['f=route?', [{ dimension: 'route', op: 'exists', values: [] }]],
  ['f=route!?', [{ dimension: 'route', op: 'missing', values: [] }]],
  ['f=route:', [{ dimension: 'route', op: 'in', values: [''] }]],
  ['f=nonsense&f=:x', []],
  ['f=a:?', [{ dimension: 'a', op: 'in', values: ['?'] }]],
])('%s', (search, filters) => {
  expect(readFilters(new URLSearchParams(search))).toEqual(filters)
})

test('what is written is read again', () => {
  const values = fc.uniqueArray(fc.string({ maxLength: 12 }), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(fc.constantFrom('in', 'notIn'), values, (op, list) => {
      const filters = [{ dimension: 'some_dim', op, values: list }]
      const params = new URLSearchParams()
      writeFilters(params, filters)
      expect(readFilters(new URLSearchParams(params.toString()))).toEqual(filters)
    }),
  )
})
