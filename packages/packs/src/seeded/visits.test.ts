import { expect, test } from 'vitest'
import { visitsByMinute } from './visits.ts'

const DAY_MINUTES = 24 * 60
const DAYS = 28
/** A Sunday. */
const FIRST_DAY = Math.floor(Date.UTC(2026, 0, 4) / 86_400_000)

const visits = visitsByMinute('test', { name: 'p', bornPerDay: 20 })
const month = Array.from({ length: DAYS * DAY_MINUTES }, (_, n) => visits(FIRST_DAY * DAY_MINUTES + n)).flat()

test('visits rise in time, in the minute that was asked for, and a person comes once a day at most', () => {
  const times = month.map(({ at }) => at)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  const daily = month.map(({ person, at }) => `${person} ${Math.floor(at / 86_400_000)}`)
  expect(new Set(daily).size).toBe(daily.length)
  const minute = Math.floor(month[5]!.at / 60_000)
  expect(visits(minute).every(({ at }) => Math.floor(at / 60_000) === minute)).toBe(true)
  expect(visits(minute)).toContainEqual(month[5])
})

test('people are born once and come back over weeks, fewer each week', () => {
  const firsts = month.filter(({ first }) => first)
  expect(firsts.length / DAYS / 20).toBeCloseTo(1, 0)
  const born = new Map(firsts.map(({ person, at }) => [person, at]))
  expect(born.size).toBe(firsts.length)
  const early = firsts.filter(({ at }) => Math.floor(at / 86_400_000) < FIRST_DAY + 7).map(({ person }) => person)
  const back = [1, 2, 3].map((week) => {
    const from = (FIRST_DAY + 7 * week) * 86_400_000
    const seen = new Set(month.filter(({ at }) => from <= at && at < from + 7 * 86_400_000).map(({ person }) => person))
    return early.filter((person) => seen.has(person)).length / early.length
  })
  expect(back).toEqual(back.toSorted((a, b) => b - a))
  expect(back[0]).toBeLessThan(0.9)
  expect(back[2]).toBeGreaterThan(0.2)
})
