import type { PrismaClient } from '@tidemark/db'
import { expect, it, vi } from 'vitest'
import { createKeyFinder } from './key-finder.ts'
import { makeKeyText } from './key-text.ts'

const row = (revokedAt: Date | null) => ({
  id: 'k',
  kind: 'write',
  lastUsedAt: new Date(0),
  revokedAt,
  project: { id: 1, slug: 'main', rawRetentionDays: null },
})

function stub(answer: () => unknown) {
  const findUnique = vi.fn(async () => answer())
  // The finder needs two methods of a client that has hundreds.
  return { findUnique, prisma: { apiKey: { findUnique, update: async () => ({}) } } as unknown as PrismaClient }
}

it('asks once while an answer is fresh and sees a revocation within five seconds', async () => {
  let revokedAt: Date | null = null
  let now = 0
  const { prisma, findUnique } = stub(() => row(revokedAt))
  const finder = createKeyFinder(prisma, () => now)
  const key = makeKeyText('write')
  await Promise.all([finder.find(key), finder.find(key), finder.find(key)])
  expect(findUnique).toHaveBeenCalledTimes(1)
  revokedAt = new Date(0)
  now = 4_999
  expect((await finder.find(key))?.revoked).toBe(true)
  expect(findUnique).toHaveBeenCalledTimes(2)
})

it('asks nobody about texts that cannot be keys', async () => {
  const { prisma, findUnique } = stub(() => null)
  const finder = createKeyFinder(prisma)
  for (const text of ['', 'tm_write_', `${makeKeyText('write')}x`, '__proto__', 'Bearer x'])
    expect(await finder.find(text)).toBeNull()
  expect(findUnique).not.toHaveBeenCalled()
})

it('fails closed, and asks again after a failure', async () => {
  let down = true
  const { prisma } = stub(() => {
    if (down) throw new Error('connection refused to postgres://app:secret@db')
    return row(null)
  })
  const finder = createKeyFinder(prisma)
  const key = makeKeyText('write')
  await expect(finder.find(key)).rejects.toMatchObject({ code: 'unavailable' })
  down = false
  expect(await finder.find(key)).toMatchObject({ kind: 'write', revoked: false })
})
