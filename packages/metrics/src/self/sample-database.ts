import type { Pool } from '@tidemark/db'

export interface DatabaseSample {
  /** of the cheapest statement, ms */
  latency: number
  /** bytes */
  size: number
  connections: number
  inbox_batches: number
  /** age of the oldest batch waiting, ms; 0 when none waits */
  inbox_age: number
}

// A long queue is counted up to a bound: the exact length of a disaster is not worth a scan every few seconds.
const SAMPLE = `
  SELECT pg_database_size(current_database())::float8 AS size,
         (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database())::float8 AS connections,
         count(*)::float8 AS inbox_batches,
         coalesce(greatest(0, date_part('epoch', clock_timestamp() - min(received_at)) * 1000), 0) AS inbox_age
  FROM (SELECT received_at FROM inbox ORDER BY id LIMIT 100000) AS waiting`

/** One look at the database. Rejects when it cannot be reached. */
export async function sampleDatabase(pool: Pool): Promise<DatabaseSample> {
  const start = performance.now()
  await pool.query('SELECT 1')
  const latency = performance.now() - start
  const { rows } = await pool.query<Omit<DatabaseSample, 'latency'>>(SAMPLE)
  return { latency, ...rows[0]! }
}
