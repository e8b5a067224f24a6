import { expect, test } from 'vitest'
import { shareWork } from './share-work.ts'

test('each item goes to one worker, whichever is free', async () => {
  const busy = Promise.withResolvers<void>()
  const done: [number, string][] = []
  await shareWork(['a', 'b', 'c', 'd'], 2, async (items, place) => {
    for (const item of items) {
      if (item === 'a') await busy.promise
      done.push([place, item])
      if (item === 'd') busy.resolve()
    }
  })
  expect(done).toEqual([
    [1, 'b'],
    [1, 'c'],
    [1, 'd'],
    [0, 'a'],
  ])
})

test('the first failure ends it: what was begun is finished, the rest is left', async () => {
  const begun = Promise.withResolvers<void>()
  const failed = Promise.withResolvers<void>()
  const done: string[] = []
  const all = shareWork(['a', 'b', 'c'], 2, async (items, place) => {
    for (const item of items) {
      if (place === 0) {
        await begun.promise
        failed.resolve()
        throw new Error(`no ${item}`)
      }
      begun.resolve()
      await failed.promise
      await Promise.resolve()
      done.push(item)
    }
  })
  await expect(all).rejects.toThrow('no a')
  expect(done).toEqual(['b'])
})

test('what fails first is told, whoever fails after it because of it', async () => {
  const failed = Promise.withResolvers<void>()
  const all = shareWork(['a', 'b'], 2, async (_items, place) => {
    if (place === 0) await failed.promise
    failed.resolve()
    throw new Error(place === 1 ? 'disk full' : 'transaction is aborted')
  })
  await expect(all).rejects.toThrow('disk full')
})

test('a worker that fails before it takes anything leaves nothing to the others', async () => {
  const done: string[] = []
  const all = shareWork(['a', 'b'], 2, async (items, place) => {
    if (place === 0) throw new Error('no connection')
    await Promise.resolve()
    for (const item of items) done.push(item)
  })
  await expect(all).rejects.toThrow('no connection')
  expect(done).toEqual([])
})

test('nothing to do is done', async () => {
  await expect(shareWork([], 3, async (items) => expect([...items]).toEqual([]))).resolves.toBeUndefined()
})
