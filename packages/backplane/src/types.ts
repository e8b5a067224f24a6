import type { Logger } from '@tidemark/platform'
import type { Processor, Queue, Worker } from 'bullmq'
import type { BackplaneStats } from './stats.ts'

/** Takes the subscription back. */
type Unsubscribe = () => void

/** The hint bus: volatile messages to every process. One may be lost, late or doubled; none may carry a fact. */
export type Hints = {
  /** Sends and forgets. A failure is swallowed and counted. At most 7,900 bytes of UTF-8, more counts as failed. */
  publish(channel: string, message: string): void
  /** Hears every message of a channel, from any process, until taken back. Survives reconnects. */
  subscribe(channel: string, handler: (message: string) => void): Unsubscribe
}

/** Keys that may be taken once per period by one process. Postgres decides. */
export type Cooldown = {
  /** True for exactly one caller per `ms` milliseconds. Rejects with `unavailable` when the database cannot be asked. */
  tryAcquire(key: string, ms: number): Promise<boolean>
}

/** A small cache shared by all processes. A failure reads as a miss and a lost write: both are counted. */
export type SharedCache = {
  get(key: string): Promise<string | undefined>
  /** Keeps at most 256 KiB for at most 10 minutes; a longer value is not kept, a longer time is cut. */
  set(key: string, value: string, ttlMs: number): Promise<void>
}

type OpenWorkerOptions = {
  /** Jobs of this lane at once in this process. */
  concurrency: number
}

/** The job queue, one queue per lane, with the settings that survive crashes and outages. */
export type QueueAccess = {
  /** A queue to add jobs to; all of a process share one connection. */
  openQueue(lane: string): Queue
  /** A consumer with connections of its own. The caller closes it. */
  openWorker(lane: string, process: Processor<unknown, void>, options: OpenWorkerOptions): Worker
}

/** The four needs of architecture.md section 5 behind one switch. It carries hints and wake-ups, never facts. */
export type Backplane = {
  readonly kind: 'postgres' | 'redis'
  readonly queue: QueueAccess
  readonly hints: Hints
  readonly cooldown: Cooldown
  readonly cache: SharedCache
  readonly stats: Readonly<BackplaneStats>
  /** Milliseconds a round trip takes. Rejects when the backplane cannot be reached within its budget. */
  ping(): Promise<number>
  close(): Promise<void>
}

export type BackplaneOptions = {
  databaseUrl: string
  /** The switch: Redis when present, else Postgres. */
  redisUrl?: string
  logger: Logger
  /** Shown in pg_stat_activity and CLIENT LIST: `api`, `worker`, `cli`. */
  role: string
}

/** The hint channel of live pages: each message is one LiveHint as JSON. */
export const LIVE_CHANNEL = 'live'
export const HINT_MAX_BYTES = 7_900
export const CACHE_VALUE_MAX_BYTES = 256 * 1024
export const CACHE_TTL_MAX_MS = 600_000
