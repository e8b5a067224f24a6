import type { Pool } from '@tidemark/db'
import { withDeadline } from '../deadline.ts'
import type { ErrorLog } from '../error-log.ts'
import type { BackplaneStats } from '../stats.ts'
import { CACHE_TTL_MAX_MS, CACHE_VALUE_MAX_BYTES, type SharedCache } from '../types.ts'
import { createSweeper } from './sweep.ts'

const BUDGET_MS = 1_000

const READ = 'SELECT value FROM backplane_entry WHERE key = $1 AND expires_at > clock_timestamp()'

const WRITE = `
  INSERT INTO backplane_entry (key, value, expires_at)
  VALUES ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
  ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at`

export type CacheParts = { pool: Pool; stats: BackplaneStats; onError: ErrorLog }

/** The shared cache as rows of one table, at most some 5,000 values. */
export function createPostgresCache({ pool, stats, onError }: CacheParts): SharedCache {
  const sweep = createSweeper(pool)
  const attempt = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await withDeadline(work(), BUDGET_MS, 'cache')
    } catch (error) {
      stats.cacheFailed += 1
      onError('cache', error)
      return undefined
    }
  }
  return {
    async get(key) {
      const result = await attempt(() => pool.query<{ value: string }>(READ, [`cache:${key}`]))
      const value = result?.rows[0]?.value
      if (value === undefined) stats.cacheMisses += 1
      else stats.cacheHits += 1
      return value
    },
    async set(key, value, ttlMs) {
      if (Buffer.byteLength(value) > CACHE_VALUE_MAX_BYTES) return
      await attempt(() => pool.query(WRITE, [`cache:${key}`, value, Math.min(ttlMs, CACHE_TTL_MAX_MS)]))
      await attempt(sweep)
    },
  }
}
