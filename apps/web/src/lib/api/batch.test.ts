import { expect, test } from 'vitest'
import { Batch } from './batch.ts'

const never = new AbortController().signal

function makeBatch(max: number) {
  const sent: [string, readonly number[]][] = []
  const batch = new Batch<number, number>(max, async (project, questions) => {
    sent.push([project, questions])
    return questions.map((question) => () => {
      if (question < 0) throw new Error(`no ${question}`)
      return question * 10
    })
  })
  return { sent, batch }
}

test('what is asked in one go is one call per project, cut where it gets too long', async () => {
  const { sent, batch } = makeBatch(2)
  const answers = [1, 2, 3].map((question) => batch.ask('a', question, never))
  const other = batch.ask('b', 7, never)
  expect(await Promise.all(answers)).toEqual([10, 20, 30])
  expect(await other).toBe(70)
  expect(sent).toEqual([
    ['a', [1, 2]],
    ['a', [3]],
    ['b', [7]],
  ])
})

test('one question that fails leaves the others alone', async () => {
  const { batch } = makeBatch(10)
  const [good, bad] = [batch.ask('a', 1, never), batch.ask('a', -1, never)]
  await expect(bad).rejects.toThrow('no -1')
  expect(await good).toBe(10)
})

test('a question that was given up is not sent, or not waited for', async () => {
  const { sent, batch } = makeBatch(10)
  const early = new AbortController()
  const late = new AbortController()
  const given = batch.ask('a', 1, early.signal)
  const kept = batch.ask('a', 2, late.signal)
  early.abort()
  await expect(given).rejects.toThrow(/abort/i)
  expect(await kept).toBe(20)
  expect(sent).toEqual([['a', [2]]])
})

test('a call that fails fails all of its questions', async () => {
  const batch = new Batch<number, number>(10, () => Promise.reject(new Error('gone')))
  const outcomes = await Promise.allSettled([1, 2].map((question) => batch.ask('a', question, never)))
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
})
