import type { Pool } from '@tidemark/db'
import { mapSqlError } from '@tidemark/db/sql-errors'
import { type DeadLetter, deadLetterParams, INSERT_DEAD_LETTERS } from './dead-letter.ts'
import { INSERT_OUTCOMES, type OutcomeCount, outcomeParams, sumOutcomes } from './outcomes.ts'

/** What one request leaves behind, committed as a whole. */
export interface Receipt {
  projectId: number
  receivedAt: number
  payloads: readonly Buffer[]
  rejected: readonly DeadLetter[]
  outcomes: readonly OutcomeCount[]
}

/** Renumbers $1... of a statement so that it can stand after `offset` other parameters. */
const shiftParams = (sql: string, offset: number) => sql.replace(/\$(\d+)/g, (_, n) => `$${Number(n) + offset}`)

/** The statement that writes `payloads` inbox rows, with or without dead letters. One text per shape, prepared once. */
function writeStatement(payloads: number, withRejected: boolean): string {
  const parts: string[] = []
  let params = 5
  if (payloads > 0) {
    const rows = Array.from(
      { length: payloads },
      () => `($${++params}::int, $${++params}::timestamptz, $${++params}::bytea)`,
    )
    parts.push(`written AS (INSERT INTO inbox (project_id, received_at, payload) VALUES ${rows.join(', ')})`)
  }
  if (withRejected) parts.push(`rejected AS (${shiftParams(INSERT_DEAD_LETTERS, params)})`)
  return `${parts.length > 0 ? `WITH ${parts.join(', ')}` : ''} ${INSERT_OUTCOMES}`
}

/**
 * Commits receipts in one statement: batches into the inbox, refused events into the dead letters, counts beside them.
 * @throws TidemarkError unavailable when the database cannot commit; then nothing is stored
 */
export async function writeInbox(pool: Pool, receipts: readonly Receipt[]): Promise<void> {
  const rows = receipts.flatMap(({ projectId, receivedAt, payloads }) => {
    const at = new Date(receivedAt).toISOString()
    return payloads.map((payload) => [projectId, at, payload])
  })
  const rejected = receipts.flatMap((receipt) => receipt.rejected)
  const outcomes = sumOutcomes(receipts.flatMap((receipt) => receipt.outcomes))
  const values = [
    ...outcomeParams(outcomes),
    ...rows.flat(),
    ...(rejected.length > 0 ? deadLetterParams(rejected) : []),
  ]
  try {
    await pool.query({
      name: `write-inbox-${rows.length}-${rejected.length > 0}`,
      text: writeStatement(rows.length, rejected.length > 0),
      values,
    })
  } catch (error) {
    throw mapSqlError(error)
  }
}
