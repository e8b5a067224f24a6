import { GRAIN_ID } from '@tidemark/contracts'
import type { PoolClient, Pools, Queryable } from '@tidemark/db'
import { createPool, withClient } from '@tidemark/db/pools'
import type { Calendar } from '../../calendar/calendar.ts'
import { LOCK } from '../../locks.ts'
import type { FoldPlan } from './rebuild-plan.ts'

/** Address of the database that pools are connected to. */
export function databaseUrl(pools: Pools): string {
  const url = pools.work.options.connectionString
  if (url === undefined) throw new Error('the pools were made without an address')
  return url
}

/**
 * Runs `fn` in one transaction on a connection of its own, which may take as long as it takes. Everything is rolled back
 * when `fn` throws.
 */
export async function withLongTransaction<T>(pools: Pools, fn: (tx: PoolClient) => Promise<T>): Promise<T> {
  const pool = createPool({
    url: databaseUrl(pools),
    applicationName: 'rebuild',
    max: 1,
    statementTimeoutMs: 0,
    lockTimeoutMs: 0,
  })
  try {
    return await withClient(pool, async (tx) => {
      await tx.query('BEGIN')
      await tx.query('SET LOCAL idle_in_transaction_session_timeout = 0')
      try {
        const result = await fn(tx)
        await tx.query('COMMIT')
        return result
      } catch (error) {
        await tx.query('ROLLBACK').catch(() => undefined)
        throw error
      }
    })
  } finally {
    await pool.end()
  }
}

/**
 * Keeps claims and the cascade of a project out until the transaction ends. The door goes on accepting: what it takes
 * waits in the inbox.
 */
export async function lockProject(tx: Queryable, projectId: number): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock($1, $2)', [LOCK.fold, projectId])
  await tx.query('SELECT pg_advisory_xact_lock($1, $2)', [LOCK.cascade, projectId])
}

/** Series of the event types that are declared: what is no longer declared cannot be folded again and stays. */
export async function listSeries(tx: Queryable, projectId: number, eventTypes: readonly string[]): Promise<number[]> {
  const { rows } = await tx.query<{ id: number }>(
    'SELECT id FROM series WHERE project_id = $1 AND event_type = ANY($2) ORDER BY id',
    [projectId, eventTypes],
  )
  return rows.map((row) => row.id)
}

/** What a rebuild replaces: per grain, buckets that start in [from, to). Pure. */
export function replacedRanges(plan: FoldPlan, calendar: Calendar): { grain: number; from: Date; to: Date }[] {
  const weeks = calendar.snapRange('1w', plan.days)
  const range = (from: number, to: number) => ({ from: new Date(from), to: new Date(to) })
  return [
    { grain: GRAIN_ID['1m'], ...range(plan.from, plan.to) },
    { grain: GRAIN_ID['5m'], ...range(plan.from, plan.to) },
    { grain: GRAIN_ID['1h'], ...range(plan.from, plan.to) },
    { grain: GRAIN_ID['1d'], ...range(plan.days.from, plan.days.to) },
    { grain: GRAIN_ID['1w'], ...range(weeks.from, weeks.to) },
  ]
}
