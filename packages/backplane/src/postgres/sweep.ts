import type { Pool } from '@tidemark/db'

const MAX_CACHED = 5_000
const EVERY_WRITES = 200

// Expired entries of every kind go, and of the cached values those that would expire next, beyond the bound.
const SWEEP = `
  DELETE FROM backplane_entry
  WHERE expires_at < clock_timestamp() - interval '1 minute'
     OR key IN (SELECT key FROM backplane_entry WHERE key LIKE 'cache:%' ORDER BY expires_at DESC OFFSET ${MAX_CACHED})`

/** To be called after each write: every 200th call clears the table of what is over. Rejects when the database fails. */
export function createSweeper(pool: Pool): () => Promise<void> {
  let writes = 0
  return async () => {
    writes += 1
    if (writes % EVERY_WRITES === 0) await pool.query(SWEEP)
  }
}
