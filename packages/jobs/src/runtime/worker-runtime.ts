import type { Backplane } from '@tidemark/backplane'
import { type Clock, type Logger, systemClock } from '@tidemark/platform'
import type { Queue } from 'bullmq'
import type { Job } from '../define-job.ts'
import { LANES, type Lane } from '../lanes.ts'
import { createFallback } from './fallback.ts'
import type { Handlers, JobHandler, JobRun } from './handlers.ts'
import type { LaneLimits } from './judge.ts'
import { openLaneWorker } from './lane-worker.ts'
import { startLoop } from './loop.ts'
import { createRunner, type Runner } from './runner.ts'
import { createWatchdog, LIMITS } from './watchdog.ts'

export type WorkerRuntimeOptions<Jobs extends readonly Job[]> = {
  backplane: Pick<Backplane, 'queue' | 'cooldown'>
  jobs: Jobs
  handlers: NoInfer<Handlers<Jobs>>
  logger: Logger
  /** Hears of every run, whatever started it. */
  onRun?: (run: JobRun) => void
  /** A lane stays dead after rebuilding its consumer: exit, so that the supervisor starts a fresh process. */
  onDead?: (lane: Lane) => void
  /** Milliseconds between looks of the watchdog (default 2,000) and of the fallback poll (default 500). */
  watchEveryMs?: number
  pollEveryMs?: number
  limits?: LaneLimits
  clock?: Clock
}

export type WorkerRuntime = {
  /** Stops taking work, tells running handlers to end, and waits for them up to `deadlineMs` (default 8,000). */
  stop(deadlineMs?: number): Promise<void>
}

async function runAtBoot(jobs: readonly Job[], runner: Runner, clock: Clock): Promise<void> {
  const due = jobs.filter((job) => job.atBoot)
  // A failure is logged by the runner; the schedule tries again.
  await Promise.allSettled(due.map((job) => runner.run(job, {}, { source: 'boot', attempt: 1 }, clock())))
}

/**
 * Works the jobs: runs what is due at boot, opens one consumer per lane, creates the schedules, and watches that work is
 * picked up. Resolves once everything is open.
 */
export async function startWorkerRuntime<const Jobs extends readonly Job[]>(
  options: WorkerRuntimeOptions<Jobs>,
): Promise<WorkerRuntime> {
  const { backplane, jobs, logger: log, onRun, clock = systemClock, limits = LIMITS } = options
  const stopping = new AbortController()
  const queues = new Map<Lane, Queue>()
  const queueOf = (lane: Lane): Queue => {
    const queue = queues.get(lane) ?? backplane.queue.openQueue(lane)
    queues.set(lane, queue)
    return queue
  }
  const handlers = options.handlers as Readonly<Record<string, JobHandler<never>>>
  const runner = createRunner({ jobs, handlers, onRun, log, clock, signal: stopping.signal })
  await runAtBoot(jobs, runner, clock)

  const lanes = (Object.keys(LANES) as Lane[]).filter((lane) => jobs.some((job) => job.lane === lane))
  const workers = lanes.map((lane) => openLaneWorker({ lane, backplane, runner, clock, log }))
  const onDead = options.onDead ?? (() => undefined)
  const watch = createWatchdog({ jobs, workers, queueOf, runner, limits, clock, log, onDead })
  const poll = createFallback({ jobs, queueOf, runner, cooldown: backplane.cooldown, clock, log })
  await watch()
  const stopLoops = [startLoop(watch, options.watchEveryMs ?? 2_000), startLoop(poll, options.pollEveryMs ?? 500)]

  return {
    async stop(deadlineMs = 8_000) {
      for (const stop of stopLoops) stop()
      stopping.abort()
      await Promise.all(workers.map((worker) => worker.close(deadlineMs)))
    },
  }
}
