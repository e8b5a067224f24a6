import net from 'node:net'
import pg from 'pg'
import { createLendingSocket } from './lending-socket.ts'
import { isConnectionFailure, isRetryable, mapSqlError } from './sql-errors.ts'

export type Pool = pg.Pool
/** A connection taken from a pool, inside or outside a transaction. */
export type PoolClient = pg.PoolClient
/** Anything that runs one statement: a pool or a connection. */
export type Queryable = Pick<pg.ClientBase, 'query'>

export type PoolOptions = {
  url: string
  /** Shown in pg_stat_activity. */
  applicationName: string
  /** Most connections at once. */
  max: number
  /** Milliseconds to wait for a free connection before `unavailable`. Default 3,000. */
  connectTimeoutMs?: number
  /** Milliseconds one statement may run. 0 is no limit. */
  statementTimeoutMs: number
  /** Milliseconds to wait for a lock. Default 2,000. */
  lockTimeoutMs?: number
  /** Told about connections that die while idle; the pool replaces them by itself. */
  onError?: (error: Error) => void
}

/** int8 arrives as a number: ids and counts stay far below 2^53, and anything above must not be rounded in silence. */
function parseInt8(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 ${text} does not fit a number`)
  return value
}

const types = new pg.TypeOverrides()
types.setTypeParser(pg.types.builtins.INT8, parseInt8)

/** Session settings every connection of Tidemark has: UTC, and a server that notices within 500 ms that we were killed. */
export function sessionConfig(options: Omit<PoolOptions, 'max'>): pg.ClientConfig {
  return {
    connectionString: options.url,
    application_name: options.applicationName,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 3_000,
    statement_timeout: options.statementTimeoutMs,
    lock_timeout: options.lockTimeoutMs ?? 2_000,
    idle_in_transaction_session_timeout: 15_000,
    keepAlive: true,
    // What is encrypted is read by another stream, which has buffers of its own.
    stream: (connection?: pg.ConnectionConfig) => (connection?.ssl ? new net.Socket() : createLendingSocket()),
    options: '-c timezone=UTC -c client_connection_check_interval=500 -c jit=off',
    types,
  }
}

/** One pool. It opens no connection until it is asked for one. */
export function createPool(options: PoolOptions): Pool {
  const pool = new pg.Pool({ ...sessionConfig(options), max: options.max, idleTimeoutMillis: 30_000 })
  // Without a listener an idle connection that dies (a restarted server) would end the process.
  pool.on('error', options.onError ?? (() => undefined))
  return pool
}

export type PoolsOptions = {
  url: string
  /** Prefix of the application name: `api`, `worker`, `cli`. Default `tidemark`. */
  process?: string
  /** Most connections per pool. Defaults: ingest 4, work 6, query 6. */
  max?: Partial<Record<PoolName, number>>
  onError?: (pool: PoolName, error: Error) => void
}

export type PoolName = 'ingest' | 'work' | 'query'

/** Separate pools, so that heavy reading never makes the door wait: ingest (accept), work (claim, cascade), query (read). */
export type Pools = Record<PoolName, Pool> & { close(): Promise<void> }

const DEFAULTS: Record<PoolName, { max: number; statementTimeoutMs: number }> = {
  ingest: { max: 4, statementTimeoutMs: 5_000 },
  work: { max: 6, statementTimeoutMs: 60_000 },
  query: { max: 6, statementTimeoutMs: 15_000 },
}

export function createPools({ url, process = 'tidemark', max = {}, onError }: PoolsOptions): Pools {
  const make = (name: PoolName) =>
    createPool({
      url,
      applicationName: `${process}-${name}`,
      max: max[name] ?? DEFAULTS[name].max,
      statementTimeoutMs: DEFAULTS[name].statementTimeoutMs,
      onError: (error) => onError?.(name, error),
    })
  const pools = { ingest: make('ingest'), work: make('work'), query: make('query') }
  return {
    ...pools,
    async close() {
      await Promise.all([pools.ingest.end(), pools.work.end(), pools.query.end()])
    },
  }
}

/** Lends a connection to `fn`. A connection that failed is thrown away, never returned to the pool. */
export async function withClient<T>(pool: Pool, fn: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw mapSqlError(error)
  })
  let failed = false
  const onError = () => {
    failed = true
  }
  client.on('error', onError)
  try {
    return await fn(client)
  } catch (error) {
    failed ||= isConnectionFailure(error)
    throw mapSqlError(error)
  } finally {
    client.off('error', onError)
    client.release(failed)
  }
}

const MAX_RETRIES = 5

async function runOnce<T>(client: PoolClient, fn: (client: PoolClient) => Promise<T>): Promise<T> {
  await client.query('BEGIN')
  try {
    const result = await fn(client)
    const { command } = await client.query('COMMIT')
    // The server answers ROLLBACK to the COMMIT of a transaction in which a statement failed.
    if (command !== 'COMMIT')
      throw new Error('the transaction was rolled back: a failed statement was ignored inside it')
    return result
  } catch (error) {
    // A rollback that fails means the connection is gone, which ends the transaction as well.
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  }
}

/**
 * Runs `fn` in one READ COMMITTED transaction. On a deadlock or serialization failure the whole of it runs again, up to
 * five times, so `fn` must have no effect outside the transaction. Throws `unavailable` when the database cannot be
 * reached; if that happens during COMMIT the outcome is unknown, and the caller's retry must be idempotent.
 */
export async function withTransaction<T>(pool: Pool, fn: (client: PoolClient) => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await withClient(pool, (client) => runOnce(client, fn))
    } catch (error) {
      const cause = error instanceof Error ? error.cause : undefined
      if (attempt === MAX_RETRIES || !isRetryable(cause)) throw error
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** attempt))
    }
  }
}
