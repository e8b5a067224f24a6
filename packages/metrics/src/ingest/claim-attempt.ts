import type { Pool, Queryable } from '@tidemark/db'

/** A waiting batch that was part of claims which never ended: their process died. */
export interface Suspect {
  id: number
  crashes: number
}

interface Attempt {
  suspects: readonly Suspect[]
  /** The rows this claim should handle: without suspects, unless it was made for one. */
  fit<R extends { id: number }>(rows: readonly R[], alone: boolean): R[]
  /** Ends the attempt together with the claim. */
  finish(tx: Queryable): Promise<void>
  /** Takes the note back after a failure that was not the batches' fault. Best effort. */
  abandon(): Promise<void>
}

// Not worth a flush to disk: a note that a database crash loses is one crash not counted.
const BEGIN = `
  WITH relaxed AS (SELECT set_config('synchronous_commit', 'off', true)),
  crashed AS (
    SELECT batch AS id, count(*)::int AS crashes FROM inbox_claim CROSS JOIN unnest(inbox_ids) AS batch
    WHERE batch = ANY($1::bigint[]) GROUP BY batch
  ), begun AS (INSERT INTO inbox_claim (inbox_ids) VALUES ($1::bigint[]) RETURNING id)
  SELECT begun.id AS claim, (SELECT json_agg(crashed) FROM crashed) AS suspects FROM begun, relaxed`

const END = 'DELETE FROM inbox_claim WHERE id = $1'

/**
 * Notes, on a connection of its own, that these locked batches are about to be worked on, so that a crash counts. The
 * note is removed by the claim's own commit; notes that are still there for batches we hold the lock of are crashes.
 */
export async function beginAttempt(pool: Pool, ids: readonly number[]): Promise<Attempt> {
  const { rows } = await pool.query<{ claim: number; suspects: Suspect[] | null }>(BEGIN, [ids])
  const { claim, suspects } = rows[0]!
  const suspected = new Set(suspects?.map((one) => one.id))
  return {
    suspects: suspects ?? [],
    fit: (found, alone) => (alone ? [...found] : found.filter((row) => !suspected.has(row.id))),
    finish: async (tx) => {
      await tx.query(END, [claim])
    },
    abandon: async () => {
      await pool.query(END, [claim]).catch(() => undefined)
    },
  }
}

/** Removes notes of batches that are no longer waiting. Returns how many. */
export async function forgetAttempts(db: Queryable): Promise<number> {
  const { rowCount } = await db.query(
    'DELETE FROM inbox_claim c WHERE NOT EXISTS (SELECT 1 FROM inbox i WHERE i.id = ANY(c.inbox_ids))',
  )
  return rowCount ?? 0
}
