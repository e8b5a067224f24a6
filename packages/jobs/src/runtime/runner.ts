import type { Clock, Logger } from '@tidemark/platform'
import type { Job } from '../define-job.ts'
import type { Lane } from '../lanes.ts'
import { IDLE, type JobHandler, type JobRun, type RunContext } from './handlers.ts'

export type RunnerOptions = {
  jobs: readonly Job[]
  handlers: Readonly<Record<string, JobHandler<never>>>
  onRun: ((run: JobRun) => void) | undefined
  log: Pick<Logger, 'error' | 'warn'>
  clock: Clock
  signal: AbortSignal
}

/** Runs handlers and remembers what ran when: the only place where a handler is called. */
export type Runner = {
  find(name: string): Job | undefined
  /** Runs one job to its end. Rejects with what the handler threw, after telemetry has heard of it. */
  run(job: Job, payload: unknown, context: Omit<RunContext, 'signal'>, dueAtMs: number): Promise<void>
  /** Epoch ms of the last start of this job in this process; the start of the process when it never ran. */
  lastStart(name: string): number
  isRunning(name: string): boolean
  activeIn(lane: Lane): number
}

export function createRunner({ jobs, handlers, onRun, log, clock, signal }: RunnerOptions): Runner {
  const byName = new Map(jobs.map((job) => [job.name, job]))
  const startedAt = new Map(jobs.map((job) => [job.name, clock()]))
  const running = new Map<string, number>()
  const count = (name: string, by: 1 | -1) => running.set(name, (running.get(name) ?? 0) + by)

  function report(run: JobRun): void {
    try {
      onRun?.(run)
    } catch (error) {
      log.warn({ err: error }, 'telemetry of a job run failed')
    }
  }

  return {
    find: (name) => byName.get(name),
    lastStart: (name) => startedAt.get(name) ?? 0,
    isRunning: (name) => (running.get(name) ?? 0) > 0,
    activeIn: (lane) =>
      jobs.filter((job) => job.lane === lane).reduce((sum, job) => sum + (running.get(job.name) ?? 0), 0),
    async run(job, payload, context, dueAtMs) {
      const handle = handlers[job.name] as JobHandler
      const start = clock()
      startedAt.set(job.name, start)
      count(job.name, 1)
      let outcome: JobRun['outcome'] = 'failed'
      try {
        outcome = (await handle(payload, { ...context, signal })) === IDLE ? IDLE : 'ok'
      } catch (error) {
        log.error({ err: error, job: job.name, attempt: context.attempt }, 'job failed')
        throw error
      } finally {
        count(job.name, -1)
        const waitMs = Math.max(0, start - dueAtMs)
        report({ job: job.name, source: context.source, outcome, durationMs: clock() - start, waitMs })
      }
    },
  }
}
