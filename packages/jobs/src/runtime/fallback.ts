import type { Cooldown } from '@tidemark/backplane'
import type { Clock, Logger } from '@tidemark/platform'
import type { Queue } from 'bullmq'
import type { Job } from '../define-job.ts'
import type { Lane } from '../lanes.ts'
import type { Runner } from './runner.ts'
import { isScheduled, nextTick, type ScheduledJob } from './schedules.ts'

/** Ticks that may be missed before the poll steps in, in intervals. */
const MISSED = 2

/** True when nobody can tell that the queue ran this job lately: neither we, nor (by its schedule) another worker. Pure. */
export function needsFallback(everyMs: number, lastSeen: number, now: number): boolean {
  return now - lastSeen > MISSED * everyMs
}

export type FallbackOptions = {
  jobs: readonly Job[]
  queueOf: (lane: Lane) => Queue
  runner: Runner
  cooldown: Cooldown
  clock: Clock
  log: Pick<Logger, 'info' | 'warn'>
}

/**
 * One look at every scheduled job: what the queue has not delivered for two intervals runs right here. So a dead queue
 * costs latency only. With several workers a row in Postgres says whose turn it is.
 */
export function createFallback(options: FallbackOptions): () => Promise<void> {
  const { jobs, queueOf, runner, cooldown, clock, log } = options
  const seenElsewhere = new Map<string, number>()
  const busy = new Set<string>()

  /** When the queue last ran the job anywhere, told by its schedule; 0 when it cannot tell. */
  async function lastTick(job: ScheduledJob): Promise<number> {
    const next = await nextTick(queueOf(job.lane), job).catch(() => undefined)
    return next === undefined ? 0 : next - job.everyMs
  }

  async function look(job: ScheduledJob): Promise<void> {
    const lastSeen = () => Math.max(runner.lastStart(job.name), seenElsewhere.get(job.name) ?? 0)
    if (runner.isRunning(job.name) || !needsFallback(job.everyMs, lastSeen(), clock())) return
    const dueAt = lastSeen() + job.everyMs
    seenElsewhere.set(job.name, await lastTick(job))
    if (runner.isRunning(job.name) || !needsFallback(job.everyMs, lastSeen(), clock())) return
    if (!(await cooldown.tryAcquire(`fallback:${job.name}`, job.everyMs))) return
    log.info({ job: job.name }, 'the queue is late: running the job without it')
    await runner.run(job, {}, { source: 'fallback', attempt: 1 }, dueAt)
  }

  async function lookOnce(job: ScheduledJob): Promise<void> {
    if (busy.has(job.name)) return
    busy.add(job.name)
    try {
      await look(job)
    } catch (error) {
      log.warn({ err: error, job: job.name }, 'fallback run failed')
    } finally {
      busy.delete(job.name)
    }
  }

  return async () => {
    await Promise.all(jobs.filter(isScheduled).map(lookOnce))
  }
}
