import { mapSqlError, type Pool } from '@tidemark/db'
import type { Cooldown } from '../types.ts'
import { createSweeper } from './sweep.ts'

// One statement, so that of any number of callers exactly one takes an expired key. The database's clock decides.
const TAKE = `
  INSERT INTO backplane_entry AS entry (key, value, expires_at)
  VALUES ($1, '', clock_timestamp() + $2 * interval '1 millisecond')
  ON CONFLICT (key) DO UPDATE SET expires_at = excluded.expires_at
  WHERE entry.expires_at <= clock_timestamp()
  RETURNING 1`

export type TakeKey = (key: string, ms: number) => Promise<boolean>

/** Takes keys for a while in Postgres. A taker rejects with `unavailable` when it cannot ask. */
export function createKeyTaker(pool: Pool): TakeKey {
  const sweep = createSweeper(pool)
  return async (key, ms) => {
    const name = `cooldown:${key}`
    try {
      const { rowCount } = await pool.query(TAKE, [name, ms])
      if (rowCount === 0) return false
      // The key is ours by now: a sweep that fails must not take it back.
      await sweep().catch(() => undefined)
      return true
    } catch (error) {
      throw mapSqlError(error)
    }
  }
}

export function createPostgresCooldown(pool: Pool): Cooldown {
  return { tryAcquire: createKeyTaker(pool) }
}
