import { once } from 'node:events'
import { connect } from 'node:net'
import { type Backplane, createBackplane } from '@tidemark/backplane'
import { createPool } from '@tidemark/db'
import { createLogger } from '@tidemark/platform'
import { createTestDatabase, startRedis, type TestDatabase, type TestRedis } from '@tidemark/testkit'
import type { Worker } from 'bullmq'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { defineJob, type EmptyPayload } from '../define-job.ts'
import { createProducer } from '../producer.ts'
import type { JobRun } from './handlers.ts'
import { startWorkerRuntime, type WorkerRuntime } from './worker-runtime.ts'

const logger = createLogger('test', { level: 'silent' })
const redis: TestRedis | null = await startRedis()
afterAll(() => redis?.stop())

const soon = { timeout: 20_000, interval: 10 }
const empty: z.ZodType<EmptyPayload> = z.strictObject({})
const poke = defineJob({ name: 'test.poke', lane: 'ingest', payload: empty })
const add = defineJob({ name: 'test.add', lane: 'rebuild', payload: z.strictObject({ n: z.int() }), attempts: 3 })
const tick = defineJob({ name: 'test.tick', lane: 'rollup', every: '200ms' })
const boot = defineJob({ name: 'test.boot', lane: 'maintenance', every: '1h', atBoot: true })
const jobs = [poke, add, tick, boot] as const
const quick = { watchEveryMs: 100, pollEveryMs: 50, limits: { silentMs: 500, stuckMs: 500, maxRebuilds: 2 } }

async function tellRedis(command: string): Promise<void> {
  const { hostname, port } = new URL(redis!.url)
  const socket = connect(Number(port), hostname, () => socket.write(`${command}\r\n`))
  await once(socket, 'data')
  socket.destroy()
}

// In turn: whatever test begins clears what all mocks have seen, also those of a test that runs beside it.
describe.each([
  { kind: 'postgres' as const, skip: false },
  { kind: 'redis' as const, skip: redis === null },
])('jobs on $kind', ({ kind, skip }) => {
  let database: TestDatabase
  let backplane: Backplane
  let running: WorkerRuntime[]
  const runs: JobRun[] = []
  const runsOf = (name: string, source?: string) =>
    runs.filter((run) => run.job === name && (source === undefined || run.source === source)).length
  const handlers = { 'test.poke': vi.fn(), 'test.add': vi.fn(), 'test.tick': vi.fn(), 'test.boot': vi.fn() }

  const open = () =>
    createBackplane({
      databaseUrl: database.url,
      logger,
      role: 'test',
      ...(kind === 'redis' ? { redisUrl: redis!.url } : {}),
    })

  async function start(extra: Partial<Parameters<typeof startWorkerRuntime<typeof jobs>>[0]> = {}): Promise<void> {
    const onRun = (run: JobRun) => runs.push(run)
    running.push(await startWorkerRuntime({ backplane, jobs, handlers, logger, onRun, ...quick, ...extra }))
  }

  /** Empties the queue's store behind everybody's back. */
  async function flush(): Promise<void> {
    if (kind === 'redis') return tellRedis('FLUSHALL')
    const pool = createPool({ url: database.url, applicationName: 'flush', max: 1, statementTimeoutMs: 5_000 })
    await pool.query('TRUNCATE bullmq.job, bullmq.scheduler, bullmq.dedup, bullmq.dedup_next CASCADE')
    await pool.end()
  }

  beforeAll(async () => {
    if (!skip) database = await createTestDatabase()
  })
  beforeEach(async () => {
    if (skip) return
    running = []
    runs.length = 0
    for (const handler of Object.values(handlers)) handler.mockReset().mockResolvedValue(undefined)
    backplane = await open()
    await flush()
  })
  afterEach(async () => {
    if (skip) return
    await Promise.all(running.map((runtime) => runtime.stop()))
    await backplane.close()
  })
  afterAll(async () => {
    if (!skip) await database.drop()
  })

  it.skipIf(skip)('runs what is woken, and jobs at boot before anything else', async () => {
    await start()
    expect(runs[0]).toMatchObject({ job: 'test.boot', source: 'boot', outcome: 'ok' })
    createProducer(backplane).wake(poke)
    await vi.waitFor(() => expect(runsOf('test.poke')).toBe(1), soon)
    expect(handlers['test.poke']).toHaveBeenCalledWith({}, expect.objectContaining({ source: 'queue', attempt: 1 }))
  })

  it.skipIf(skip)('follows any number of wake-ups during a run with exactly one more run', async () => {
    const first = Promise.withResolvers<void>()
    handlers['test.poke'].mockImplementationOnce(() => first.promise)
    await start()
    createProducer(backplane).wake(poke)
    await vi.waitFor(() => expect(handlers['test.poke']).toHaveBeenCalledTimes(1), soon)
    const producers = Array.from({ length: 12 }, () => createProducer(backplane))
    for (const producer of producers) producer.wake(poke)
    const settled = () => producers.every(({ stats }) => stats.wakesSent + stats.wakesFailed === 1)
    await vi.waitFor(() => expect(settled()).toBe(true), soon)
    first.resolve()
    await vi.waitFor(() => expect(runsOf('test.poke')).toBe(2), soon)
    await createProducer(backplane).enqueue(add, { n: 1 })
    await vi.waitFor(() => expect(runsOf('test.add')).toBe(1), soon)
    expect(handlers['test.poke']).toHaveBeenCalledTimes(2)
  })

  it.skipIf(skip)('hands the payload over, tries again what failed, and refuses what does not fit', async () => {
    handlers['test.add'].mockRejectedValueOnce(new Error('first try'))
    await start()
    const producer = createProducer(backplane)
    await producer.enqueue(add, { n: 42 })
    await vi.waitFor(
      () => expect(runs.filter((run) => run.outcome === 'ok' && run.job === 'test.add')).toHaveLength(1),
      soon,
    )
    expect(runsOf('test.add')).toBe(2)
    expect(handlers['test.add']).toHaveBeenLastCalledWith({ n: 42 }, expect.objectContaining({ attempt: 2 }))
    await expect(producer.enqueue(add, { n: 0.5 })).rejects.toThrow(z.ZodError)
  })

  it.skipIf(skip)('ticks, and goes on ticking after its store was emptied', async () => {
    await start()
    await vi.waitFor(() => expect(runsOf('test.tick', 'queue')).toBeGreaterThan(3), soon)
    await flush()
    const before = runsOf('test.tick', 'queue')
    await vi.waitFor(() => expect(runsOf('test.tick', 'queue')).toBeGreaterThan(before + 3), soon)
  })

  it.skipIf(skip)('shares the ticks of several workers', async () => {
    await start()
    await start()
    await vi.waitFor(() => expect(runsOf('test.tick', 'queue')).toBeGreaterThan(10), soon)
    expect(runsOf('test.tick', 'fallback')).toBeLessThan(3)
  })

  it.skipIf(skip)('rebuilds a consumer that takes nothing though it claims to run', async () => {
    const dead = { close: async () => undefined } as unknown as Worker
    let opened = 0
    const wedged: Pick<Backplane, 'queue' | 'cooldown'> = {
      cooldown: backplane.cooldown,
      queue: {
        openQueue: backplane.queue.openQueue,
        openWorker: (lane, work, options) =>
          lane === 'ingest' && opened++ === 0 ? dead : backplane.queue.openWorker(lane, work, options),
      },
    }
    const onDead = vi.fn()
    await start({ backplane: wedged, onDead })
    createProducer(backplane).wake(poke)
    await vi.waitFor(() => expect(runsOf('test.poke')).toBe(1), soon)
    expect(onDead).not.toHaveBeenCalled()
  })

  it.skipIf(skip)(
    'gives up on a lane that no rebuild brings back, while its schedule still runs without the queue',
    async () => {
      const dead = { close: async () => undefined } as unknown as Worker
      const wedged: Pick<Backplane, 'queue' | 'cooldown'> = {
        cooldown: backplane.cooldown,
        queue: {
          openQueue: backplane.queue.openQueue,
          openWorker: (lane, work, options) =>
            lane === 'rollup' ? dead : backplane.queue.openWorker(lane, work, options),
        },
      }
      const onDead = vi.fn()
      await start({ backplane: wedged, onDead })
      await vi.waitFor(() => expect(onDead).toHaveBeenCalledWith('rollup'), soon)
      expect(runsOf('test.tick', 'queue')).toBe(0)
      expect(runsOf('test.tick', 'fallback')).toBeGreaterThan(0)
    },
  )

  it.skipIf(skip)('works on after every connection to the store was cut', async () => {
    await start()
    await vi.waitFor(() => expect(runsOf('test.tick', 'queue')).toBeGreaterThan(1), soon)
    if (kind === 'redis') {
      await redis!.kill()
      const before = runsOf('test.tick', 'fallback')
      await vi.waitFor(() => expect(runsOf('test.tick', 'fallback')).toBeGreaterThan(before + 1), soon)
      await redis!.restart()
    } else {
      const pool = createPool({ url: database.url, applicationName: 'cut', max: 1, statementTimeoutMs: 5_000 })
      await pool.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      )
      await pool.end()
    }
    const before = runsOf('test.tick', 'queue')
    await vi.waitFor(() => expect(runsOf('test.tick', 'queue')).toBeGreaterThan(before + 3), soon)
    createProducer(backplane).wake(poke)
    await vi.waitFor(() => expect(runsOf('test.poke')).toBe(1), soon)
  })
})
