import {
  type BackendFactory,
  createRedisBackend,
  Queue,
  type RedisOptions,
  type RedisQueueBackend,
  Worker,
} from 'bullmq'
import type { ErrorLog } from '../error-log.ts'
import { capBlocking, EVENT_STREAM, JOB_RETENTION, WORKER_SETTINGS } from '../queue-settings.ts'
import type { BackplaneStats } from '../stats.ts'
import type { QueueAccess } from '../types.ts'
import { CONNECTION } from './client.ts'

const PREFIX = 'tidemark'

/** Longer than the longest blocking wait of a consumer, or it would cut healthy lines. */
const SOCKET_TIMEOUT_MS = 4_000

export type RedisQueueParts = { redisUrl: string; stats: BackplaneStats; onError: ErrorLog }

/** Access to the queue on Redis. Queues and workers connect by themselves, now or when Redis is back. */
export function openRedisQueue({
  redisUrl,
  stats,
  onError,
}: RedisQueueParts): QueueAccess & { close(): Promise<void> } {
  const queues = new Map<string, Queue>()
  const connection = { ...CONNECTION, url: redisUrl, socketTimeout: SOCKET_TIMEOUT_MS, maxRetriesPerRequest: null }
  const report = (error: unknown) => {
    stats.queueErrors += 1
    onError('queue', error)
  }
  const workerBackend: BackendFactory<RedisQueueBackend> = (name, options, extra) =>
    capBlocking(createRedisBackend(name, options, extra))

  return {
    openQueue(lane) {
      const open = queues.get(lane)
      if (open !== undefined) return open
      const queue = new Queue(lane, {
        prefix: PREFIX,
        // Adding must fail at once while Redis is away, not save up a burst for its return.
        connection: { ...connection, enableOfflineQueue: false, autoResendUnfulfilledCommands: false } as RedisOptions,
        defaultJobOptions: JOB_RETENTION,
        streams: EVENT_STREAM,
      })
      queue.on('error', report)
      queues.set(lane, queue)
      return queue
    },
    openWorker(lane, process, { concurrency }) {
      const options = { ...WORKER_SETTINGS, prefix: PREFIX, connection: connection as RedisOptions, concurrency }
      const worker = new Worker<unknown, void>(lane, process, options, workerBackend)
      worker.on('error', report)
      return worker
    },
    async close() {
      await Promise.allSettled([...queues.values()].map((queue) => queue.close()))
    },
  }
}
