import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createTestDatabase, withTestDatabase } from './database.ts'

describe('createTestDatabase', () => {
  it('gives every caller a database of its own on one server', async () => {
    const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()])
    expect(one.url).not.toBe(two.url)
    expect(new URL(one.url).port).toBe(new URL(two.url).port)
    await Promise.all([one.drop(), two.drop()])
    await one.drop()
  })

  it('drops the database also when the work throws', async () => {
    const failing = withTestDatabase(async (url) => {
      throw new Error(url)
    })
    await expect(failing).rejects.toThrow(/test_[0-9a-f]{16}/)
  })

  it('comes from a server that answers', async () => {
    await withTestDatabase(async (url) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1')
      await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
      socket.destroy()
    })
  })
})
