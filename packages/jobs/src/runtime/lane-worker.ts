import { type Backplane, withDeadline } from '@tidemark/backplane'
import type { Clock, Logger } from '@tidemark/platform'
import { type Job as QueuedJob, UnrecoverableError, type Worker } from 'bullmq'
import { LANES, type Lane } from '../lanes.ts'
import type { Runner } from './runner.ts'

/** A job that does nothing: that somebody took it proves that the lane is being worked. */
export const CANARY = 'canary'

export type LaneWorker = {
  readonly lane: Lane
  /** Epoch ms when this process last took anything from the lane; its opening when it never did. */
  readonly lastPickup: number
  /** Throws the consumer away and opens a fresh one. */
  rebuild(): Promise<void>
  /** Stops taking jobs, waits for running ones up to `deadlineMs`. */
  close(deadlineMs: number): Promise<void>
}

export type LaneWorkerOptions = {
  lane: Lane
  backplane: Pick<Backplane, 'queue'>
  runner: Runner
  clock: Clock
  log: Pick<Logger, 'warn'>
}

/** When the job became due: ticks carry the time in their id, delayed and retried jobs in their options. Pure. */
export function dueAt(
  job: Pick<QueuedJob, 'id' | 'repeatJobKey' | 'timestamp'> & { opts: { delay?: number } },
): number {
  const tick = job.repeatJobKey === undefined ? Number.NaN : Number(job.id?.slice(job.id.lastIndexOf(':') + 1))
  return Number.isFinite(tick) ? tick : job.timestamp + (job.opts.delay ?? 0)
}

const ABANDON_MS = 2_000

export function openLaneWorker({ lane, backplane, runner, clock, log }: LaneWorkerOptions): LaneWorker {
  let lastPickup = clock()
  let worker = open()

  async function work(queued: QueuedJob<unknown, void>): Promise<void> {
    lastPickup = clock()
    if (queued.name === CANARY) return
    const job = runner.find(queued.name)
    if (job === undefined) throw new Error(`no job named ${queued.name} in this version`)
    const payload = job.payload.safeParse(queued.data ?? {})
    if (!payload.success) throw new UnrecoverableError(`payload of ${queued.name}: ${payload.error.message}`)
    await runner.run(job, payload.data, { source: 'queue', attempt: queued.attemptsMade + 1 }, dueAt(queued))
    lastPickup = clock()
  }

  function open(): Worker {
    return backplane.queue.openWorker(lane, work, { concurrency: LANES[lane].concurrency })
  }

  async function end(old: Worker, ms: number): Promise<void> {
    await withDeadline(old.close(), ms, `closing the worker of lane ${lane}`)
  }

  return {
    lane,
    get lastPickup() {
      return lastPickup
    },
    async rebuild() {
      const old = worker
      worker = open()
      // It may have taken a job this very moment, so it is asked first; a wedged one never answers and is left behind.
      await end(old, ABANDON_MS).catch((error) => log.warn({ err: error, lane }, 'abandoned a wedged consumer'))
    },
    async close(deadlineMs) {
      await end(worker, deadlineMs).catch((error) => log.warn({ err: error, lane }, 'lane closed late'))
    },
  }
}
