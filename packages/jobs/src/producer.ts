import { type Backplane, createBreaker, withDeadline } from '@tidemark/backplane'
import { type Logger, unavailable } from '@tidemark/platform'
import type { Queue } from 'bullmq'
import { type Coalescer, createCoalescer } from './coalesce.ts'
import type { Job, PayloadOf, Wakeable } from './define-job.ts'
import { LANES, type Lane } from './lanes.ts'

/** Shortest time between two wake-ups of one job from one process. */
const WAKE_GAP_MS = 15
const WAKE_DEADLINE_MS = 1_000
const ENQUEUE_DEADLINE_MS = 2_000
const LOG_EVERY_MS = 5_000

type EnqueueOptions = {
  /** Of jobs with the same key, at most one waits; one that arrives during a run is kept for one more run. */
  dedupe?: string
}

type ProducerStats = { wakesAsked: number; wakesSent: number; wakesFailed: number }

export type Producer = {
  /** Adds a job. Throws on a payload that does not fit, and `unavailable` when the queue does not take it within 2 s. */
  enqueue<J extends Job>(job: J, payload: PayloadOf<J>, options?: EnqueueOptions): Promise<void>
  /**
   * Says that there is work for `job`. Costs nothing in the caller: wake-ups are merged, sent in the background, and lost
   * without a word (but counted) when the queue is away, because the job's schedule finds the work as well.
   */
  wake(job: Wakeable): void
  /** The queues, for a console that shows them. */
  queues(): Queue[]
  readonly stats: Readonly<ProducerStats>
  close(): void
}

/** Opens the adding side of the queue. It works no job. */
export function createProducer(backplane: Pick<Backplane, 'queue'>, log?: Pick<Logger, 'warn'>): Producer {
  const opened = new Map<Lane, Queue>()
  const wakers = new Map<string, Coalescer>()
  const stats: ProducerStats = { wakesAsked: 0, wakesSent: 0, wakesFailed: 0 }
  const breaker = createBreaker()
  let loggedAt = 0

  const queueOf = (lane: Lane): Queue => {
    const queue = opened.get(lane) ?? backplane.queue.openQueue(lane)
    opened.set(lane, queue)
    return queue
  }

  async function sendWake(job: Wakeable): Promise<void> {
    if (!breaker.allow()) {
      stats.wakesFailed += 1
      return
    }
    const options = { deduplication: { id: `wake:${job.name}`, keepLastIfActive: true }, attempts: 1 }
    try {
      await withDeadline(queueOf(job.lane).add(job.name, {}, options), WAKE_DEADLINE_MS, `waking ${job.name}`)
      stats.wakesSent += 1
      breaker.succeeded()
    } catch (error) {
      breaker.failed()
      stats.wakesFailed += 1
      if (Date.now() - loggedAt < LOG_EVERY_MS) return
      loggedAt = Date.now()
      log?.warn(
        { err: error, job: job.name, failed: stats.wakesFailed },
        'wake-up lost; the schedule will find the work',
      )
    }
  }

  return {
    async enqueue(job, payload, { dedupe } = {}) {
      const data = job.payload.parse(payload)
      const deduplication = dedupe === undefined ? undefined : { id: `${job.name}:${dedupe}`, keepLastIfActive: true }
      const options = {
        attempts: job.attempts,
        backoff: { type: 'exponential', delay: 1_000, jitter: 0.5 },
        deduplication,
      }
      try {
        await withDeadline(queueOf(job.lane).add(job.name, data, options), ENQUEUE_DEADLINE_MS, `adding ${job.name}`)
      } catch (error) {
        throw unavailable('The job queue is not available right now. Try again.', { cause: error })
      }
    },
    wake(job) {
      stats.wakesAsked += 1
      let waker = wakers.get(job.name)
      if (waker === undefined) {
        waker = createCoalescer(() => sendWake(job), WAKE_GAP_MS)
        wakers.set(job.name, waker)
      }
      waker.request()
    },
    queues: () => (Object.keys(LANES) as Lane[]).map(queueOf),
    stats,
    close() {
      for (const waker of wakers.values()) waker.cancel()
    },
  }
}
