import { createPostgresBackplane } from './postgres/postgres-backplane.ts'
import { createRedisBackplane } from './redis/redis-backplane.ts'
import type { Backplane, BackplaneOptions } from './types.ts'

/**
 * Opens the backplane: Redis when `redisUrl` is given, else Postgres. Rejects when Postgres cannot be reached, and with
 * BackplaneConfigError when Redis may evict keys. A Redis that is down is no reason not to start.
 */
export function createBackplane(options: BackplaneOptions): Promise<Backplane> {
  const { redisUrl } = options
  return redisUrl === undefined ? createPostgresBackplane(options) : createRedisBackplane({ ...options, redisUrl })
}
