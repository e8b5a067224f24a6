import { TidemarkError, unavailable } from '@tidemark/platform'

const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])

/** Messages of pg for failures that carry no code. */
const CONNECTION_MESSAGES = [
  'timeout exceeded when trying to connect',
  'connection terminated',
  'client has encountered a connection error',
  'client was closed and is not queryable',
  'query read timeout',
]

/** Server states in which nothing is wrong with the statement: it may succeed a moment later. */
const TRANSIENT_STATES = new Set([
  '25006', // read_only_sql_transaction: a failover is under way
  '25P03', // idle_in_transaction_session_timeout
  '53000',
  '53100', // disk_full
  '53200', // out_of_memory
  '53300', // too_many_connections
  '55P03', // lock_not_available
  '57014', // query_canceled: the statement timeout
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '57P05', // idle_session_timeout
  '58030', // io_error
])

/** The SQLSTATE or the errno name of a database error. */
function sqlState(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** True for deadlocks and serialization failures: the whole transaction may simply run again. */
export function isRetryable(error: unknown): boolean {
  const state = sqlState(error)
  return state === '40P01' || state === '40001'
}

/** True when the connection is gone, or was never made. */
export function isConnectionFailure(error: unknown): boolean {
  const state = sqlState(error)
  if (state !== undefined && (CONNECTION_CODES.has(state) || state.startsWith('08') || state.startsWith('57P0')))
    return true
  // A missing Unix socket; any other missing file is not the database's doing.
  if (state === 'ENOENT' && (error as NodeJS.ErrnoException).syscall === 'connect') return true
  if (error instanceof AggregateError) return error.errors.some(isConnectionFailure)
  const message = error instanceof Error ? error.message.toLowerCase() : ''
  return CONNECTION_MESSAGES.some((text) => message.includes(text))
}

/** A database failure as callers should see it: `unavailable` when waiting may help, otherwise the error unchanged. */
export function mapSqlError(error: unknown): unknown {
  if (error instanceof TidemarkError) return error
  const state = sqlState(error)
  if (isConnectionFailure(error) || isRetryable(error) || (state !== undefined && TRANSIENT_STATES.has(state))) {
    return unavailable('The database is not available right now. Try again.', { cause: error })
  }
  return error
}
