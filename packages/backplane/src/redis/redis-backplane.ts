import { createPool } from '@tidemark/db'
import type { Logger } from '@tidemark/platform'
import type { Redis } from 'ioredis'
import { createBreaker } from '../breaker.ts'
import { BackplaneConfigError } from '../config-error.ts'
import { withDeadline } from '../deadline.ts'
import { createErrorLog } from '../error-log.ts'
import { createStats } from '../stats.ts'
import type { Backplane, BackplaneOptions } from '../types.ts'
import { createRedisCache } from './cache.ts'
import { openCommandClient, openSubscriber, REDIS_BUDGET_MS } from './client.ts'
import { createRedisCooldown } from './cooldown.ts'
import { createRedisHints } from './hints.ts'
import { assertKeepsKeys } from './policy.ts'
import { openRedisQueue } from './queue.ts'

const FIRST_CONNECT_MS = 3_000
const CLOSE_MS = 2_000

/** Asks the server for its policy once it is reachable. A Redis that is away is passed: it is asked when it is back. */
async function checkPolicy(commands: Redis, log: Logger): Promise<void> {
  const ready = new Promise<void>((resolve) => {
    if (commands.status === 'ready') resolve()
    else commands.once('ready', resolve)
  })
  const arrived = await withDeadline(ready, FIRST_CONNECT_MS, 'connecting to Redis').then(
    () => true,
    () => false,
  )
  if (arrived) assertKeepsKeys(await commands.info('memory'))
  else log.warn('Redis cannot be reached; starting without it, pushes and wake-ups will be late until it is back')
  commands.on('ready', () => {
    commands
      .info('memory')
      .then(assertKeepsKeys)
      .catch((error: unknown) => {
        if (error instanceof BackplaneConfigError) log.error({ err: error }, error.message)
      })
  })
}

/** Ends a client for good. QUIT waits for Redis, which may be the very thing that is gone. */
function endClient(client: Redis): void {
  client.disconnect()
}

export async function createRedisBackplane(options: BackplaneOptions & { redisUrl: string }): Promise<Backplane> {
  const { databaseUrl, redisUrl, logger, role } = options
  const stats = createStats()
  const onError = createErrorLog(logger)
  const commands = openCommandClient(redisUrl, `${role}-backplane`)
  const subscriber = openSubscriber(redisUrl, `${role}-hints`)
  for (const client of [commands, subscriber]) client.on('error', (error) => onError('redis connection', error))
  try {
    await checkPolicy(commands, logger)
  } catch (error) {
    endClient(commands)
    endClient(subscriber)
    throw error
  }
  const pool = createPool({
    url: databaseUrl,
    applicationName: `${role}-backplane`,
    max: 2,
    statementTimeoutMs: 2_000,
    onError: (error) => onError('database connection', error),
  })
  const breaker = createBreaker()
  const parts = { commands, subscriber, breaker, pool, stats, onError }
  const queue = openRedisQueue({ redisUrl, stats, onError })
  const hints = createRedisHints(parts)
  return {
    kind: 'redis',
    queue,
    hints,
    cooldown: createRedisCooldown(parts),
    cache: createRedisCache(parts),
    stats,
    async ping() {
      const start = performance.now()
      await withDeadline(commands.ping(), REDIS_BUDGET_MS, 'ping')
      return performance.now() - start
    },
    async close() {
      hints.close()
      await withDeadline(queue.close(), CLOSE_MS, 'closing queues').catch((error) => onError('closing queues', error))
      endClient(commands)
      endClient(subscriber)
      await pool.end()
    },
  }
}
