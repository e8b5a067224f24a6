import { Redis, type RedisOptions } from 'ioredis'
import { reconnectDelayMs } from '../retry.ts'

/** Milliseconds any one Redis command may take. */
export const REDIS_BUDGET_MS = 250

/** Settings every connection to Redis has: it reconnects for ever, at most 500 ms apart, and notices a dead line. */
export const CONNECTION = {
  retryStrategy: reconnectDelayMs,
  connectTimeout: 2_000,
  keepAlive: 5_000,
} satisfies RedisOptions

/** A connection for short commands: it fails at once while Redis is away instead of saving commands up. */
export function openCommandClient(url: string, name: string): Redis {
  return new Redis(url, {
    ...CONNECTION,
    connectionName: name,
    commandTimeout: REDIS_BUDGET_MS,
    socketTimeout: 4 * REDIS_BUDGET_MS,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
  })
}

/** A connection that only listens. It subscribes again by itself after every reconnect. */
export function openSubscriber(url: string, name: string): Redis {
  return new Redis(url, { ...CONNECTION, connectionName: name, socketTimeout: 2_000, maxRetriesPerRequest: null })
}
