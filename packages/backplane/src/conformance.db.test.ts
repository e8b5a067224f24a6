import { randomUUID } from 'node:crypto'
import { createLogger } from '@tidemark/platform'
import { createTestDatabase, startRedis, type TestDatabase, type TestRedis } from '@tidemark/testkit'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createBackplane } from './create-backplane.ts'
import { type Backplane, HINT_MAX_BYTES } from './types.ts'

const logger = createLogger('test', { level: 'silent' })
const redis: TestRedis | null = await startRedis()
afterAll(() => redis?.stop())

const soon = { timeout: 10_000, interval: 10 }

/** Publishes until it is heard: a subscription takes a moment, and a hint may be lost. */
async function untilHeard(backplane: Backplane, channel: string, message: string, heard: unknown[]): Promise<void> {
  await vi.waitFor(() => {
    backplane.hints.publish(channel, message)
    expect(heard).toContain(message)
  }, soon)
}

describe.each([
  { kind: 'postgres' as const, skip: false },
  { kind: 'redis' as const, skip: redis === null },
])('the backplane on $kind', ({ kind, skip }) => {
  let database: TestDatabase
  let one: Backplane
  let two: Backplane

  beforeAll(async () => {
    if (skip) return
    database = await createTestDatabase()
    const redisUrl = kind === 'redis' ? { redisUrl: redis!.url } : {}
    const options = { databaseUrl: database.url, logger, role: 'test', ...redisUrl }
    one = await createBackplane(options)
    two = await createBackplane(options)
  })
  afterAll(async () => {
    if (skip) return
    await one.close()
    await two.close()
    await database.drop()
  })

  it.skipIf(skip)('is of the kind that was asked for and answers a ping', async () => {
    expect(one.kind).toBe(kind)
    expect(await one.ping()).toBeGreaterThan(0)
  })

  it.skipIf(skip)('carries hints between processes, whole and only on their channel', async () => {
    const heard: string[] = []
    const elsewhere = vi.fn()
    const message = `{"text":"über\\n two lines\nhere"}`
    const stop = two.hints.subscribe('live', (text) => heard.push(text))
    two.hints.subscribe('other', elsewhere)
    await untilHeard(one, 'live', message, heard)
    expect(elsewhere).not.toHaveBeenCalled()
    stop()
    const count = heard.length
    const control: string[] = []
    two.hints.subscribe('live', (text) => control.push(text))
    await untilHeard(one, 'live', 'after', control)
    expect(heard).toHaveLength(count)
  })

  it.skipIf(skip)('takes a long hint, and counts one that is too long instead of sending it', async () => {
    const heard: string[] = []
    two.hints.subscribe('long', (text) => heard.push(text))
    const longest = 'x'.repeat(HINT_MAX_BYTES - 'long\n'.length)
    await untilHeard(one, 'long', longest, heard)
    const failed = one.stats.hintsFailed
    one.hints.publish('long', 'x'.repeat(HINT_MAX_BYTES + 1))
    expect(one.stats.hintsFailed).toBe(failed + 1)
  })

  it.skipIf(skip)('lets exactly one of many take a cooldown', async () => {
    const key = randomUUID()
    const tries = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? one : two).cooldown.tryAcquire(key, 60_000))
    expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1)
    expect(await two.cooldown.tryAcquire(key, 60_000)).toBe(false)
    expect(await two.cooldown.tryAcquire(randomUUID(), 60_000)).toBe(true)
  })

  it.skipIf(skip)('gives a cooldown back after its time', async () => {
    const key = randomUUID()
    expect(await one.cooldown.tryAcquire(key, 50)).toBe(true)
    await vi.waitFor(async () => expect(await two.cooldown.tryAcquire(key, 60_000)).toBe(true), soon)
  })

  it.skipIf(skip)('shares cached values until they expire', async () => {
    const key = randomUUID()
    expect(await two.cache.get(key)).toBeUndefined()
    await one.cache.set(key, 'valué', 60_000)
    expect(await two.cache.get(key)).toBe('valué')
    await one.cache.set(key, 'short', 1)
    await vi.waitFor(async () => expect(await two.cache.get(key)).toBeUndefined(), soon)
  })

  it.skipIf(skip)('does not keep a value that is too long', async () => {
    const key = randomUUID()
    await one.cache.set(key, 'x'.repeat(300_000), 60_000)
    expect(await one.cache.get(key)).toBeUndefined()
  })
})

describe.skipIf(redis === null)('Redis that misbehaves', () => {
  it('is refused with exit code 78 when it may evict keys', async () => {
    const database = await createTestDatabase()
    const lossy = (await startRedis())!
    const { Redis } = await import('ioredis')
    const admin = new Redis(lossy.url)
    await admin.config('SET', 'maxmemory-policy', 'allkeys-lru')
    admin.disconnect()
    const opening = createBackplane({ databaseUrl: database.url, redisUrl: lossy.url, logger, role: 'test' })
    await expect(opening).rejects.toMatchObject({ exitCode: 78, message: expect.stringContaining('noeviction') })
    await lossy.stop()
    await database.drop()
  })

  it('costs hints and cache while it is gone, never a decision, and comes back by itself', async () => {
    const database = await createTestDatabase()
    const flaky = (await startRedis())!
    const backplane = await createBackplane({ databaseUrl: database.url, redisUrl: flaky.url, logger, role: 'test' })
    const heard: string[] = []
    backplane.hints.subscribe('live', (text) => heard.push(text))
    await untilHeard(backplane, 'live', 'before', heard)
    const key = randomUUID()
    expect(await backplane.cooldown.tryAcquire(key, 600_000)).toBe(true)

    await flaky.kill()
    backplane.hints.publish('live', 'lost')
    await backplane.cache.set('k', 'v', 1_000)
    expect(await backplane.cache.get('k')).toBeUndefined()
    expect(await backplane.cooldown.tryAcquire(key, 600_000)).toBe(false)
    expect(await backplane.cooldown.tryAcquire(randomUUID(), 600_000)).toBe(true)
    expect(backplane.stats.cacheFailed).toBeGreaterThan(0)
    await expect(backplane.ping()).rejects.toThrow()

    await flaky.restart()
    await untilHeard(backplane, 'live', 'after', heard)
    await backplane.close()
    await flaky.stop()
    await database.drop()
  })
})
