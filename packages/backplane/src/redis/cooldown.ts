import type { Pool } from '@tidemark/db'
import type { Redis } from 'ioredis'
import type { Breaker } from '../breaker.ts'
import type { ErrorLog } from '../error-log.ts'
import { createKeyTaker } from '../postgres/cooldown.ts'
import type { BackplaneStats } from '../stats.ts'
import type { Cooldown } from '../types.ts'

const PREFIX = 'tidemark:cooldown:'

export type RedisCooldownParts = {
  commands: Redis
  pool: Pool
  breaker: Breaker
  stats: BackplaneStats
  onError: ErrorLog
}

/** A Redis key in front spares the database the refusals; the Postgres row decides. */
export function createRedisCooldown({ commands, pool, breaker, stats, onError }: RedisCooldownParts): Cooldown {
  const ask = async <T>(call: () => Promise<T>): Promise<T | undefined> => {
    if (!breaker.allow()) return undefined
    try {
      const answer = await call()
      breaker.succeeded()
      return answer
    } catch (error) {
      breaker.failed()
      stats.cooldownFrontFailed += 1
      onError('cooldown front', error)
      return undefined
    }
  }
  const take = createKeyTaker(pool)
  return {
    async tryAcquire(key, ms) {
      const name = PREFIX + key
      const front = await ask(() => commands.set(name, '1', 'PX', ms, 'NX'))
      if (front === null) return false
      const forget = () => ask(() => commands.del(name))
      try {
        const taken = await take(key, ms)
        // Our front key would outlive the row that another process holds, and refuse once too often.
        if (!taken && front === 'OK') await forget()
        return taken
      } catch (error) {
        await forget()
        throw error
      }
    },
  }
}
