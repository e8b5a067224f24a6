import type { PoolClient, Queryable } from '@tidemark/db'
import { withClient } from '@tidemark/db'
import { mapSqlError } from '@tidemark/db/sql-errors'
import { TidemarkError } from '@tidemark/platform'
import { LOCK } from '../locks.ts'
import { beginAttempt, type Suspect } from './claim-attempt.ts'
import { type CommitReport, commitEvents, type ReceivedEvent } from './commit-events.ts'
import type { DimensionSet } from './dimension-sets.ts'
import type { IngestContext } from './ingest-context.ts'
import { decodeBatch, type ReducedEvent } from './reduced-event.ts'

/** Most inbox rows a claim takes: enough to share one commit, few enough to hold in memory. */
const CLAIM_ROWS = 200

export interface InboxRow {
  id: number
  project_id: number
  ms: number
  payload: Buffer
}

/** What one claim did. */
export interface ClaimReport {
  batches: number
  /** batches that were in a claim which never ended, left for a claim of their own */
  suspects: readonly Suspect[]
  projects: CommitReport[]
  /** age of the oldest claimed batch, ms */
  lagMs: number
  durationMs: number
}

export interface ClaimOptions {
  /** most inbox rows; 1 isolates a suspect batch */
  rows?: number
  /** projects whose fold lock is held elsewhere and that are left for later */
  skip?: readonly number[]
  /** only this row */
  only?: number
  /** what to do with the rows inside the transaction instead of folding them all at once */
  commit?: CommitRows
}

export type CommitRows = (
  tx: PoolClient,
  context: IngestContext,
  rows: readonly InboxRow[],
) => Promise<{ done: number; projects: CommitReport[] }>

const SELECT_WAITING = `
  SELECT id, project_id, date_part('epoch', received_at) * 1000 AS ms, payload FROM inbox
  WHERE project_id <> ALL($2::int[]) AND ($3::bigint IS NULL OR id = $3)
  ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED`

/** Shared, so that claims of a project run side by side and only a rebuild keeps them out. Returns projects held. */
async function lockProjects(tx: Queryable, projects: readonly number[]): Promise<Set<number>> {
  const { rows } = await tx.query<{ id: number; held: boolean }>(
    'SELECT id, pg_try_advisory_xact_lock_shared($1, id) AS held FROM unnest($2::int[]) AS id',
    [LOCK.fold, projects],
  )
  return new Set(rows.filter((row) => row.held).map((row) => row.id))
}

export function decodeRows(
  context: IngestContext,
  rows: readonly InboxRow[],
): { known: InboxRow[]; byProject: Map<number, ReceivedEvent[]> } {
  const byProject = new Map<number, ReceivedEvent[]>()
  const shapeOf = (type: string) => context.catalog.events.get(type)
  const known = rows.filter((row) => {
    const decoded = decodeBatch(row.payload, shapeOf)
    // A worker older than the api that accepted the events leaves the batch to a newer one.
    if (decoded.some((event) => shapeOf(event.type) === undefined)) return false
    const events = byProject.get(row.project_id) ?? []
    for (const event of decoded) events.push({ event, receivedAt: row.ms })
    byProject.set(row.project_id, events)
    return true
  })
  return { known, byProject }
}

export async function resolveSets(
  context: IngestContext,
  byProject: ReadonlyMap<number, ReceivedEvent[]>,
): Promise<Map<ReducedEvent, DimensionSet>> {
  const setOf = new Map<ReducedEvent, DimensionSet>()
  for (const [projectId, received] of byProject) {
    const events = received.map(({ event }) => event)
    await context.partitions.ensureFor(events)
    const sets = await context.sets.resolve(projectId, events)
    for (const [i, event] of events.entries()) setOf.set(event, sets[i]!)
  }
  return setOf
}

async function commitRows(
  tx: PoolClient,
  context: IngestContext,
  rows: readonly InboxRow[],
): Promise<{ done: number; projects: CommitReport[] }> {
  const { known, byProject } = decodeRows(context, rows)
  const setOf = await resolveSets(context, byProject)
  const projects: CommitReport[] = []
  for (const projectId of [...byProject.keys()].sort((a, b) => a - b))
    projects.push(await commitEvents(tx, context, projectId, byProject.get(projectId)!, setOf))
  if (known.length > 0) await tx.query('DELETE FROM inbox WHERE id = ANY($1::bigint[])', [known.map((row) => row.id)])
  return { done: known.length, projects }
}

async function claim(tx: PoolClient, context: IngestContext, options: ClaimOptions): Promise<ClaimReport | null> {
  const started = performance.now()
  const { rows: waiting } = await tx.query<InboxRow>({
    name: 'inbox-claim',
    text: SELECT_WAITING,
    values: [options.rows ?? CLAIM_ROWS, options.skip ?? [], options.only ?? null],
  })
  if (waiting.length === 0) return null
  const held = await lockProjects(
    tx,
    [...new Set(waiting.map((row) => row.project_id))].sort((a, b) => a - b),
  )
  const rows = waiting.filter((row) => held.has(row.project_id))
  const attempt = await beginAttempt(
    context.pools.work,
    rows.map((row) => row.id),
  )
  const commit = options.commit ?? commitRows
  const { done, projects } = await commit(tx, context, attempt.fit(rows, options.only !== undefined)).catch(
    async (error: unknown) => {
      if (mapSqlError(error) instanceof TidemarkError) await attempt.abandon()
      throw error
    },
  )
  await attempt.finish(tx)
  const oldest = waiting.reduce((first, row) => Math.min(first, row.ms), Number.POSITIVE_INFINITY)
  return {
    batches: done,
    suspects: attempt.suspects,
    projects,
    lagMs: Math.max(0, context.clock() - oldest),
    durationMs: performance.now() - started,
  }
}

/**
 * Gives commits a revision taken after COMMIT. One taken inside could be overtaken: the later number might commit first,
 * and pages that have heard it would ignore the earlier one although it brought something new.
 */
async function announce(tx: PoolClient, projects: CommitReport[]): Promise<CommitReport[]> {
  if (projects.length === 0) return projects
  // The claim is done: a connection that dies now costs a hint, not an error.
  const { rows } = await tx
    .query<{ revision: number }>("SELECT nextval('revision_seq') AS revision")
    .catch(() => ({ rows: [] }))
  const [taken] = rows
  return taken === undefined ? projects : projects.map((project) => ({ ...project, revision: taken.revision }))
}

/**
 * One claim: takes waiting batches, stores and folds their events and removes the batches, all in one transaction. A
 * crash anywhere undoes everything. Null when nothing waits; `batches: 0` when all that waits is being rebuilt.
 * @throws TidemarkError unavailable; anything else means that some batch cannot be folded
 */
export async function claimInbox(context: IngestContext, options: ClaimOptions = {}): Promise<ClaimReport | null> {
  return withClient(context.pools.work, async (tx) => {
    await tx.query('BEGIN')
    try {
      const report = await claim(tx, context, options)
      await tx.query('COMMIT')
      return report === null ? null : { ...report, projects: await announce(tx, report.projects) }
    } catch (error) {
      await tx.query('ROLLBACK').catch(() => undefined)
      throw mapSqlError(error)
    }
  })
}
