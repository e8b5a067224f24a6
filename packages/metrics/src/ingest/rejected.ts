import type { RejectedEventView } from '@tidemark/contracts'
import type { Pools, Queryable } from '@tidemark/db'
import { withTransaction } from '@tidemark/db'
import type { IngestContext } from './ingest-context.ts'
import { createJudge, DAY_MS } from './judge-event.ts'
import { insertOutcomes } from './outcomes.ts'
import { createPseudonymise } from './pseudonymise.ts'
import { encodeBatch, type ReducedEvent } from './reduced-event.ts'

const PAGE = 50
const REPLAY_BATCH = 500

interface RejectedRow {
  id: number
  ms: number
  reason: string
  path: string | null
  message: string
  event_id: string | null
  event_type: string | null
  body: unknown
  replayed: number | null
}

const COLUMNS = `id, date_part('epoch', received_at) * 1000 AS ms, reason, path, message, event_id, event_type, body,
  date_part('epoch', replayed_at) * 1000 AS replayed`

const toView = (row: RejectedRow): RejectedEventView => ({
  id: String(row.id),
  receivedAt: row.ms,
  reason: row.reason,
  path: row.path ?? '',
  message: row.message,
  eventId: row.event_id,
  eventType: row.event_type,
  body: row.body,
  replayedAt: row.replayed,
})

/** Dead letters of a project, newest first, 50 a page. */
export async function listRejected(
  pools: Pools,
  projectId: number,
  options: { reason?: string | undefined; cursor?: string | undefined } = {},
): Promise<{ items: RejectedEventView[]; nextCursor: string | null }> {
  const { rows } = await pools.query.query<RejectedRow>(
    `SELECT ${COLUMNS} FROM event_rejected
     WHERE project_id = $1 AND ($2::text IS NULL OR reason = $2) AND ($3::bigint IS NULL OR id < $3)
     ORDER BY id DESC LIMIT $4`,
    [projectId, options.reason ?? null, options.cursor ?? null, PAGE + 1],
  )
  const items = rows.slice(0, PAGE).map(toView)
  return { items, nextCursor: rows.length > PAGE ? (items.at(-1)?.id ?? null) : null }
}

/** How many dead letters wait per reason. */
export async function summariseRejected(pools: Pools, projectId: number): Promise<{ reason: string; n: number }[]> {
  const { rows } = await pools.query.query<{ reason: string; n: number }>(
    `SELECT reason, count(*)::int AS n FROM event_rejected
     WHERE project_id = $1 AND replayed_at IS NULL GROUP BY reason ORDER BY n DESC, reason`,
    [projectId],
  )
  return rows
}

export interface ReplayContext extends Pick<IngestContext, 'pools' | 'catalog'> {
  secret: string
}

const TAKE = `
  SELECT ${COLUMNS} FROM event_rejected
  WHERE project_id = $1 AND replayed_at IS NULL AND id > $2
    AND ($3::text IS NULL OR reason = $3) AND ($4::bigint[] IS NULL OR id = ANY($4))
  ORDER BY id LIMIT $5 FOR UPDATE SKIP LOCKED`

async function enterInbox(
  tx: Queryable,
  context: ReplayContext,
  projectId: number,
  receivedAt: number,
  events: ReducedEvent[],
): Promise<void> {
  const payload = encodeBatch(events, (type) => context.catalog.events.get(type))
  await tx.query('INSERT INTO inbox (project_id, received_at, payload) VALUES ($1, $2, $3)', [
    projectId,
    new Date(receivedAt),
    payload,
  ])
  // A replayed event leaves the rejected and gets its outcome from the claim.
  await insertOutcomes(tx, [{ projectId, at: receivedAt, outcome: 'rejected', reason: 'replayed', n: -events.length }])
}

/**
 * Judges dead letters again under today's catalog, as of when they were received; those that pass now go through the
 * inbox with their own ids, so that replaying twice changes nothing. Editors and up decide; callers check the role.
 */
export async function replayRejected(
  context: ReplayContext,
  project: { id: number; rawRetentionDays: number },
  options: { reason?: string | undefined; ids?: readonly string[] | undefined } = {},
): Promise<{ replayed: number; stillRejected: number }> {
  const judge = createJudge(context.catalog, createPseudonymise(context.secret))
  const result = { replayed: 0, stillRejected: 0 }
  for (let after = 0; ; ) {
    const taken = await withTransaction(context.pools.work, async (tx) => {
      const params = [project.id, after, options.reason ?? null, options.ids ?? null, REPLAY_BATCH]
      const { rows } = await tx.query<RejectedRow>(TAKE, params)
      const passed: { row: RejectedRow; event: ReducedEvent }[] = []
      for (const row of rows) {
        const timing = { receivedAt: row.ms, skewMs: 0, retentionMs: project.rawRetentionDays * DAY_MS }
        const verdict = judge(row.body, { projectId: project.id, pseudonymous: true, ...timing })
        if (verdict.kind === 'accepted') passed.push({ row, event: verdict.event })
      }
      for (const { row, event } of passed) await enterInbox(tx, context, project.id, row.ms, [event])
      await tx.query('UPDATE event_rejected SET replayed_at = now() WHERE id = ANY($1::bigint[])', [
        passed.map(({ row }) => row.id),
      ])
      await tx.query('UPDATE event_rejected SET attempts = attempts + 1 WHERE id = ANY($1::bigint[])', [
        rows.map((row) => row.id),
      ])
      return { last: rows.at(-1)?.id, replayed: passed.length, stillRejected: rows.length - passed.length }
    })
    if (taken.last === undefined) return result
    after = taken.last
    result.replayed += taken.replayed
    result.stillRejected += taken.stillRejected
  }
}
