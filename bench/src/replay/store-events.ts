import { copyInBinary, createPool, ensureEventPartitions, type Pools, withClient } from '@tidemark/db'
import { EVENT_COPY_TARGET } from './encode-event.ts'

/** Stores raw events of a stretch of time by binary COPY, past the door and without folding them. Answers how many. */
export async function storeEvents(
  pools: Pools,
  { from, to }: { from: number; to: number },
  chunks: Iterable<Uint8Array>,
): Promise<number> {
  await ensureEventPartitions(pools.work, from, to)
  const url = pools.work.options.connectionString!
  const pool = createPool({ url, applicationName: 'bench-furnish', max: 1, statementTimeoutMs: 0 })
  try {
    const events = await withClient(pool, (client) => copyInBinary(client, EVENT_COPY_TARGET, chunks))
    // What autovacuum has done with days that are over.
    await pool.query('VACUUM (ANALYZE) event')
    await pool.query('CHECKPOINT')
    return events
  } finally {
    await pool.end()
  }
}
