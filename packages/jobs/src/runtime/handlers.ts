import type { Job, PayloadOf } from '../define-job.ts'

/** Where a run came from: the queue, the poll that stands in for a dead queue, or the start of the process. */
type RunSource = 'queue' | 'fallback' | 'boot'

export type RunContext = {
  readonly source: RunSource
  /** 1 for the first try. */
  readonly attempt: number
  /** Aborted when the process is about to stop: finish the step at hand and return. */
  readonly signal: AbortSignal
}

/** What a handler may answer when there was nothing to do, so that telemetry need not count empty looks. */
export const IDLE = 'idle'

export type JobHandler<J extends Job = Job> = (
  payload: PayloadOf<J>,
  context: RunContext,
) => Promise<typeof IDLE | undefined> | Promise<void>

/** One handler per job: a job without a handler does not compile, nor does a handler without a job. */
export type Handlers<Jobs extends readonly Job[]> = { [J in Jobs[number] as J['name']]: JobHandler<J> }

/** What telemetry hears about each run. */
export type JobRun = {
  job: string
  source: RunSource
  outcome: 'ok' | 'idle' | 'failed'
  durationMs: number
  /** From when the work was due or asked for until it started. */
  waitMs: number
}
