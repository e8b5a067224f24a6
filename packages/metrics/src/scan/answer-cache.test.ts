import { expect, test } from 'vitest'
import { AnswerCache } from './answer-cache.ts'

function counting() {
  let made = 0
  return { make: async () => ++made, made: () => made }
}

test('all who ask the same, even at once, get one answer', async () => {
  const cache = new AnswerCache(2)
  const { make, made } = counting()
  expect(await Promise.all(Array.from({ length: 1000 }, () => cache.get('a', make)))).toEqual(new Array(1000).fill(1))
  expect(await cache.get('b', make)).toBe(2)
  expect(made()).toBe(2)
})

test('what was not asked for longest falls out', async () => {
  const cache = new AnswerCache(2)
  const { make } = counting()
  const ask = (name: string) => cache.get(name, make)
  expect(await Promise.all([ask('a'), ask('b'), ask('a'), ask('c')])).toEqual([1, 2, 1, 3])
  expect(await Promise.all([ask('a'), ask('b')])).toEqual([1, 4])
})

test('a failure is told to those who waited and is not kept', async () => {
  const cache = new AnswerCache(2)
  const failing = () => Promise.reject(new Error('no'))
  await expect(Promise.all([cache.get('a', failing), cache.get('a', failing)])).rejects.toThrow('no')
  expect(await cache.get('a', async () => 1)).toBe(1)
})
