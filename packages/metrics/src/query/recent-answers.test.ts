import { expect, test } from 'vitest'
import { RecentAnswers } from './recent-answers.ts'

const LIMITS = { answers: 2, size: 10, sizeOfOne: 6 }

function counting(size = 1) {
  let made = 0
  return { make: async () => ({ answer: ++made, size }), made: () => made }
}

test('all who ask the same, even at once, get one answer', async () => {
  const recent = new RecentAnswers(LIMITS)
  const { make, made } = counting()
  expect(await Promise.all(Array.from({ length: 1000 }, () => recent.get('a', make)))).toEqual(new Array(1000).fill(1))
  expect(await recent.get('b', make)).toBe(2)
  expect(made()).toBe(2)
})

test('what was not asked for longest falls out', async () => {
  const recent = new RecentAnswers(LIMITS)
  const { make } = counting()
  const ask = (name: string) => recent.get(name, make)
  expect(await Promise.all([ask('a'), ask('b'), ask('a'), ask('c')])).toEqual([1, 2, 1, 3])
  expect(await Promise.all([ask('a'), ask('b')])).toEqual([1, 4])
})

test('long answers push others out, and one that is too long is told to those who waited only', async () => {
  const recent = new RecentAnswers({ ...LIMITS, answers: 9 })
  const answers = { six: counting(6), five: counting(5), seven: counting(7) }
  const ask = (name: keyof typeof answers) => recent.get(name, answers[name].make)
  expect([await ask('six'), await ask('six'), await ask('five'), await ask('five')]).toEqual([1, 1, 1, 1])
  expect(await ask('six')).toBe(2)
  expect(await Promise.all([ask('seven'), ask('seven')])).toEqual([1, 1])
  expect([await ask('seven'), await ask('six')]).toEqual([2, 2])
})

test('a failure is told to those who waited and is not kept', async () => {
  const recent = new RecentAnswers(LIMITS)
  const failing = () => Promise.reject(new Error('no'))
  await expect(Promise.all([recent.get('a', failing), recent.get('a', failing)])).rejects.toThrow('no')
  expect(await recent.get('a', async () => ({ answer: 1, size: 1 }))).toBe(1)
})
