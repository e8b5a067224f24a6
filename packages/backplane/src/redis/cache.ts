import type { Redis } from 'ioredis'
import type { Breaker } from '../breaker.ts'
import type { ErrorLog } from '../error-log.ts'
import type { BackplaneStats } from '../stats.ts'
import { CACHE_TTL_MAX_MS, CACHE_VALUE_MAX_BYTES, type SharedCache } from '../types.ts'

const PREFIX = 'tidemark:cache:'

export type RedisCacheParts = { commands: Redis; breaker: Breaker; stats: BackplaneStats; onError: ErrorLog }

/** The shared cache in Redis: bounded by the length of a value and by its time. */
export function createRedisCache({ commands, breaker, stats, onError }: RedisCacheParts): SharedCache {
  const attempt = async <T>(call: () => Promise<T>): Promise<T | undefined> => {
    if (!breaker.allow()) {
      stats.cacheFailed += 1
      return undefined
    }
    try {
      const answer = await call()
      breaker.succeeded()
      return answer
    } catch (error) {
      breaker.failed()
      stats.cacheFailed += 1
      onError('cache', error)
      return undefined
    }
  }
  return {
    async get(key) {
      const value = (await attempt(() => commands.get(PREFIX + key))) ?? undefined
      if (value === undefined) stats.cacheMisses += 1
      else stats.cacheHits += 1
      return value
    },
    async set(key, value, ttlMs) {
      if (Buffer.byteLength(value) > CACHE_VALUE_MAX_BYTES) return
      await attempt(() => commands.set(PREFIX + key, value, 'PX', Math.min(ttlMs, CACHE_TTL_MAX_MS)))
    },
  }
}
