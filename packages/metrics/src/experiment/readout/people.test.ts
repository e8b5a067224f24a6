import { describe, expect, test } from 'vitest'
import { countPeople, isDominated, statusesOfParts, statusOf } from './people.ts'

test.each([
  [[0, 1, 2], [0, 1, 2], 3],
  [[0, 1, 2], [5, 5, 5], 1],
  [[0, 1, 2], [5, -1, -1], 2],
  [[], [5], 0],
])('units %j of people %j are %d people [T-06]', (units, person, people) => {
  expect(countPeople(units, Int32Array.from(person))).toBe(people)
})

test.each([
  [0, 'empty'],
  [1, 'suppressed'],
  [9, 'suppressed'],
  [10, 'shown'],
])('%d people: %s [T-05 T-07]', (people, status) => {
  expect(statusOf(people, 10)).toBe(status)
})

test.each([
  [
    [60, 33, 7],
    ['shown', 'suppressed', 'suppressed'],
  ],
  [
    [60, 5, 5, 0],
    ['shown', 'suppressed', 'suppressed', 'empty'],
  ],
  [
    [60, 40],
    ['shown', 'shown'],
  ],
])('days of %j people: %j [T-05]', (people, statuses) => {
  expect(statusesOfParts(people, 10)).toEqual(statuses)
})

describe('a sum that is one person’s', () => {
  test.each([
    [[10, 1, 1], [0, 1, 2], true],
    [[8, 1, 1], [0, 1, 2], false],
    [[5, 4, 1], [0, 0, 1], true],
    [[-10, 1, 1], [0, 1, 2], true],
    [[0, 0, 0], [0, 1, 2], false],
    [[], [], false],
  ])('values %j of people %j: %s [T-05]', (values, person, dominated) => {
    expect(isDominated([...values.keys()], Int32Array.from(person), (unit) => values[unit]!)).toBe(dominated)
  })
})
