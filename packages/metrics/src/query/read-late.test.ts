import { expect, test } from 'vitest'
import { type Late, lateOf } from './read-late.ts'

const late = (since: number | null): Late => ({
  since,
  byType: new Map([
    ['a', { events: 3, days: [1, 2], restatedAt: 7 }],
    ['b', { events: 4, days: [2, 3], restatedAt: 9 }],
  ]),
})

test.each([
  ['one type', ['a'], { events: 3, days: 2, restatedAt: 7 }],
  ['two types share a day', ['a', 'b'], { events: 7, days: 3, restatedAt: 9 }],
  ['a type without late events', ['c'], { events: 0, days: 0, restatedAt: null }],
])('late events of %s', (_name, events, expected) => {
  expect(lateOf(late(null), events, 1)).toEqual(expected)
  expect(lateOf(late(1), events, 1)).toEqual(expected)
})

test('of days before they were counted nothing is known', () => {
  expect(lateOf(late(2), ['a'], 1)).toBeNull()
  expect(lateOf(null, ['a'], 1)).toBeNull()
})
