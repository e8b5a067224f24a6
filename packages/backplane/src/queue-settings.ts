import type { DefaultJobOptions } from 'bullmq'

/** Longest time a consumer waits for a notification before it looks for itself, in seconds. */
const MAX_BLOCK_SECONDS = 2

/** Options of every consumer. With the library's defaults two crashes turn a job into a dead one after two minutes. */
export const WORKER_SETTINGS = {
  lockDuration: 5_000,
  stalledInterval: 2_000,
  maxStalledCount: 1_000,
  drainDelay: MAX_BLOCK_SECONDS,
  runRetryDelay: 500,
} as const

/** Finished jobs are for looking at, not for keeping. Ages in seconds. */
export const JOB_RETENTION: DefaultJobOptions = {
  removeOnComplete: { age: 3_600, count: 100 },
  removeOnFail: { age: 86_400, count: 500 },
}

/** Nobody replays the queue's own events; the library keeps 10,000 per queue unless told otherwise. */
export const EVENT_STREAM = { events: { maxLen: 100 } } as const

/** Caps the blocking wait: the library's own limit is an hour on Postgres, too long if a connection dies unnoticed. */
export function capBlocking<Backend extends object>(backend: Backend): Backend {
  return Object.defineProperty(backend, 'maximumBlockTimeout', { value: MAX_BLOCK_SECONDS })
}
