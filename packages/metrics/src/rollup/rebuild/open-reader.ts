import { createPool, type PoolClient } from '@tidemark/db/pools'

/** A connection of its own that reads slices of events. */
export async function openReader(url: string): Promise<{ client: PoolClient; close(): Promise<void> }> {
  const pool = createPool({ url, applicationName: 'rebuild-read', max: 1, statementTimeoutMs: 0 })
  const client = await pool.connect()
  // A slice is read whole, in whatever order: by pages, which the index alone would visit one row at a time.
  await client.query('SET enable_indexscan = off')
  return {
    client,
    async close() {
      client.release()
      await pool.end()
    },
  }
}
