import type { Outcome } from '@tidemark/contracts'
import type { Queryable } from '@tidemark/db'

export interface OutcomeCount {
  projectId: number
  /** epoch ms, any instant of the hour */
  at: number
  outcome: Outcome
  reason?: string
  n: number
}

const HOUR_MS = 3_600_000

/** Adds up counts of the same project, hour, outcome and reason; zeros fall out. Pure. */
export function sumOutcomes(counts: readonly OutcomeCount[]): Required<OutcomeCount>[] {
  const sums = new Map<string, Required<OutcomeCount>>()
  for (const { projectId, at, outcome, reason = '', n } of counts) {
    if (n === 0) continue
    const hour = Math.floor(at / HOUR_MS) * HOUR_MS
    const key = `${projectId}:${hour}:${outcome}:${reason}`
    const sum = sums.get(key)
    if (sum === undefined) sums.set(key, { projectId, at: hour, outcome, reason, n })
    else sum.n += n
  }
  return [...sums.values()]
}

export const INSERT_OUTCOMES = `
  INSERT INTO ingest_outcome (project_id, hour, outcome, reason, n)
  SELECT * FROM unnest($1::int[], $2::timestamptz[], $3::text[], $4::text[], $5::bigint[])`

export const outcomeParams = (sums: readonly Required<OutcomeCount>[]): unknown[] => [
  sums.map((one) => one.projectId),
  sums.map((one) => new Date(one.at).toISOString()),
  sums.map((one) => one.outcome),
  sums.map((one) => one.reason),
  sums.map((one) => one.n),
]

/** Appends counts; rows are added up when read and compacted hourly, so writers never wait for each other. */
export async function insertOutcomes(tx: Queryable, counts: readonly OutcomeCount[]): Promise<void> {
  const sums = sumOutcomes(counts)
  if (sums.length > 0) await tx.query(INSERT_OUTCOMES, outcomeParams(sums))
}

/** Adds up the rows of closed hours into one per project, hour, outcome and reason. Returns rows removed. */
export async function compactOutcomes(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ removed: number }>(`
    WITH old AS (
      DELETE FROM ingest_outcome WHERE hour < date_trunc('hour', now()) - interval '1 hour'
        AND (project_id, hour, outcome, reason) IN (
          SELECT project_id, hour, outcome, reason FROM ingest_outcome
          WHERE hour < date_trunc('hour', now()) - interval '1 hour'
          GROUP BY 1, 2, 3, 4 HAVING count(*) > 1)
      RETURNING project_id, hour, outcome, reason, n
    ), written AS (
      INSERT INTO ingest_outcome (project_id, hour, outcome, reason, n)
      SELECT project_id, hour, outcome, reason, sum(n) FROM old GROUP BY 1, 2, 3, 4 RETURNING 1
    )
    SELECT (SELECT count(*) FROM old) - (SELECT count(*) FROM written) AS removed`)
  return Number(rows[0]?.removed ?? 0)
}
