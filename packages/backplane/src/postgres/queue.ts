import {
  type BackendFactory,
  createPostgresBackend,
  PostgresConnection,
  type PostgresConnectionOptions,
  PostgresQueueBackend,
  Queue,
  Worker,
} from 'bullmq'
import type { ErrorLog } from '../error-log.ts'
import { capBlocking, EVENT_STREAM, JOB_RETENTION, WORKER_SETTINGS } from '../queue-settings.ts'
import type { BackplaneStats } from '../stats.ts'
import type { QueueAccess } from '../types.ts'

/** The schema that BullMQ keeps its tables in and migrates by itself, apart from ours. */
const SCHEMA = 'bullmq'

export type PostgresQueueParts = { databaseUrl: string; role: string; stats: BackplaneStats; onError: ErrorLog }

function connectionConfig({ databaseUrl, role }: PostgresQueueParts, max: number) {
  return {
    connectionString: databaseUrl,
    schema: SCHEMA,
    application_name: `${role}-queue`,
    max,
    connectionTimeoutMillis: 3_000,
    statement_timeout: 5_000,
    query_timeout: 6_000,
    keepAlive: true,
    // The queue holds wake-ups: losing the last fraction of a second in a crash costs a tick, waiting for fsync costs latency.
    options: '-c synchronous_commit=off -c client_connection_check_interval=500 -c jit=off',
  } satisfies PostgresConnectionOptions
}

async function migrateQueue(parts: PostgresQueueParts): Promise<void> {
  const { statement_timeout: _none, query_timeout: _never, ...config } = connectionConfig(parts, 1)
  const connection = new PostgresConnection({ ...config, migrate: true })
  try {
    await connection.waitUntilReady()
  } finally {
    await connection.close()
  }
}

/** Migrates the queue's own tables and opens access. Rejects when Postgres cannot be reached. */
export async function openPostgresQueue(parts: PostgresQueueParts): Promise<QueueAccess & { close(): Promise<void> }> {
  await migrateQueue(parts)
  // The library remembers a failed first connect for good, so the shared connection is proven before anyone uses it.
  const shared = new PostgresConnection(connectionConfig(parts, 2))
  await shared.waitUntilReady()
  const report = (error: unknown) => {
    parts.stats.queueErrors += 1
    parts.onError('queue', error)
  }
  shared.on('error', report)

  const sharedBackend: BackendFactory<PostgresQueueBackend, PostgresConnectionOptions> = (name, options) =>
    new PostgresQueueBackend(shared, name, options, false)
  const ownBackend: BackendFactory<PostgresQueueBackend, PostgresConnectionOptions> = (name, options, extra) =>
    capBlocking(createPostgresBackend(name, options, extra))

  return {
    openQueue(lane) {
      const options = { connection: parts.databaseUrl, defaultJobOptions: JOB_RETENTION, streams: EVENT_STREAM }
      const queue = new Queue(lane, options, sharedBackend)
      queue.on('error', report)
      // The classes differ only in the type of a backend that nobody outside asks for.
      return queue as unknown as Queue
    },
    openWorker(lane, process, { concurrency }) {
      const options = { ...WORKER_SETTINGS, connection: connectionConfig(parts, 2), concurrency }
      const worker = new Worker(lane, process, options, ownBackend)
      worker.on('error', report)
      return worker as unknown as Worker
    },
    close: () => shared.close(),
  }
}
