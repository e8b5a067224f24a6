import type { Grain } from '@tidemark/contracts'
import type { Clock, Logger } from '@tidemark/platform'
import { listEventRanges, listRollupRanges, type Partition, storageOptions } from './partition-ranges.ts'
import { type Pool, type Queryable, withTransaction } from './pools.ts'

/** Any number, as long as nothing else in this database takes the same advisory lock. */
const PARTITION_LOCK = 7_217_002
/** Each new table takes a handful of entries in the server's lock table until its transaction ends. */
const PER_TRANSACTION = 24
const DAY_MS = 86_400_000
const MAX_PARTITIONS = 5_000

async function findMissing(client: Queryable, wanted: readonly Partition[]): Promise<Partition[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY($1)`,
    [wanted.map((partition) => partition.name)],
  )
  const existing = new Set(rows.map((row) => row.name))
  return wanted.filter((partition) => !existing.has(partition.name))
}

// CREATE TABLE ... PARTITION OF would lock the parent against everyone; ATTACH lets reads and writes go on.
async function createPartition(client: Queryable, { parent, name, from, to }: Partition): Promise<void> {
  await client.query(`CREATE TABLE "${name}" (LIKE "${parent}" INCLUDING ALL) ${storageOptions(parent)}`)
  await client.query(`ALTER TABLE "${parent}" ATTACH PARTITION "${name}" FOR VALUES FROM (${from}) TO (${to})`)
}

async function ensurePartitions(pool: Pool, wanted: readonly Partition[]): Promise<string[]> {
  if (wanted.length > MAX_PARTITIONS) {
    throw new RangeError(`${wanted.length} partitions at once: are the bounds in epoch milliseconds?`)
  }
  const created: string[] = []
  let missing = await findMissing(pool, wanted)
  while (missing.length > 0) {
    const part = missing.slice(0, PER_TRANSACTION)
    await withTransaction(pool, async (client) => {
      // Others may be making a hundred of them: waiting for one's turn is no sign of trouble.
      await client.query(`SET LOCAL lock_timeout = '20s'`)
      await client.query('SELECT pg_advisory_xact_lock($1)', [PARTITION_LOCK])
      await client.query(`SET LOCAL lock_timeout = '2s'`)
      const still = await findMissing(client, part)
      for (const partition of still) await createPartition(client, partition)
      created.push(...still.map((partition) => partition.name))
    })
    missing = missing.slice(PER_TRANSACTION)
  }
  return created
}

/**
 * Makes the partitions of `event` for ids with a time in [fromMs, toMs]; answers the names of the new ones. Safe to call
 * from many processes at once, a no-op where they exist, and it never blocks readers or writers. It runs in transactions
 * of its own, so call it before the one that inserts.
 */
export function ensureEventPartitions(pool: Pool, fromMs: number, toMs: number): Promise<string[]> {
  return ensurePartitions(pool, listEventRanges(fromMs, toMs))
}

/** The same for `rollup`: buckets that start in [fromMs, toMs], of the given grains or of all. */
export function ensureRollupPartitions(
  pool: Pool,
  fromMs: number,
  toMs: number,
  grains?: readonly Grain[],
): Promise<string[]> {
  return ensurePartitions(pool, listRollupRanges(fromMs, toMs, grains))
}

export type PartitionsAheadOptions = {
  now: Clock
  /** Days of raw events that are accepted late. */
  retentionDays: number
  /** Days made ahead. Default 14. */
  aheadDays?: number
  log?: Pick<Logger, 'info'>
}

/** Makes what live ingest needs: from the oldest event that is still accepted to two weeks ahead. Run at boot and daily. */
export async function makePartitionsAhead(pool: Pool, options: PartitionsAheadOptions): Promise<string[]> {
  const now = options.now()
  const from = now - (options.retentionDays + 1) * DAY_MS
  const to = now + (options.aheadDays ?? 14) * DAY_MS
  const created = [...(await ensureEventPartitions(pool, from, to)), ...(await ensureRollupPartitions(pool, from, to))]
  if (created.length > 0) options.log?.info({ created: created.length }, 'made partitions ahead')
  return created
}

export type PartitionRow = { parent: string; name: string; bounds: string; bytes: number }

/** The leaf partitions of `event` or `rollup` with their bounds as Postgres prints them, oldest name first. */
export async function listPartitions(client: Queryable, root: 'event' | 'rollup'): Promise<PartitionRow[]> {
  const { rows } = await client.query<PartitionRow>(
    `SELECT t.parentrelid::regclass::text AS parent, c.relname AS name, pg_get_expr(c.relpartbound, c.oid) AS bounds,
            pg_total_relation_size(c.oid)::float8 AS bytes
       FROM pg_partition_tree($1::regclass) t JOIN pg_class c ON c.oid = t.relid
      WHERE t.isleaf AND t.level > 0 ORDER BY c.relname`,
    [root],
  )
  return rows
}
