import type { PoolClient } from '@tidemark/db'
import { TidemarkError } from '@tidemark/platform'
import { type ClaimReport, claimInbox, decodeRows, type InboxRow, resolveSets } from './claim-inbox.ts'
import { type CommitReport, commitEvents, type ReceivedEvent } from './commit-events.ts'
import { type DeadLetter, insertDeadLetters } from './dead-letter.ts'
import type { IngestContext } from './ingest-context.ts'
import { insertOutcomes } from './outcomes.ts'

/** Claims that died with a batch before it is set aside unread. */
const MAX_CRASHES = 5

/** No event of a batch can be folded. */
export class UnfoldableBatchError extends Error {
  constructor(inboxId: number) {
    super(`no event of batch ${inboxId} can be folded`)
    this.name = 'UnfoldableBatchError'
  }
}

const poisonLetter = (projectId: number, { event, receivedAt }: ReceivedEvent, reason: string): DeadLetter => ({
  projectId,
  receivedAt,
  code: 'poison',
  path: '',
  message: reason,
  eventId: event.id,
  eventType: event.type,
  body: event,
})

async function setAside(
  tx: PoolClient,
  projectId: number,
  events: readonly ReceivedEvent[],
  reason: string,
): Promise<void> {
  await insertDeadLetters(
    tx,
    events.map((one) => poisonLetter(projectId, one, reason)),
  )
  const at = Math.max(0, ...events.map((one) => one.receivedAt))
  await insertOutcomes(tx, [{ projectId, at, outcome: 'rejected', reason: 'poison', n: events.length }])
}

/** Commits what can be committed of some events: halves that fail are halved again down to the single event at fault. */
async function commitHalves(
  tx: PoolClient,
  context: IngestContext,
  projectId: number,
  events: readonly ReceivedEvent[],
): Promise<CommitReport[]> {
  await tx.query('SAVEPOINT half')
  try {
    const setOf = await resolveSets(context, new Map([[projectId, [...events]]]))
    const report = await commitEvents(tx, context, projectId, events, setOf)
    await tx.query('RELEASE SAVEPOINT half')
    return [report]
  } catch (error) {
    if (error instanceof TidemarkError) throw error
    await tx.query('ROLLBACK TO SAVEPOINT half')
    if (events.length === 1) {
      await setAside(tx, projectId, events, error instanceof Error ? error.message.slice(0, 500) : 'cannot be folded')
      return []
    }
    const middle = events.length >> 1
    return [
      ...(await commitHalves(tx, context, projectId, events.slice(0, middle))),
      ...(await commitHalves(tx, context, projectId, events.slice(middle))),
    ]
  }
}

/** A batch that cannot even be read leaves as one dead letter with its bytes. */
async function setAsideUnread(tx: PoolClient, row: InboxRow, reason: string): Promise<void> {
  const letter: DeadLetter = {
    projectId: row.project_id,
    receivedAt: row.ms,
    code: 'poison',
    path: '',
    message: reason,
    eventId: null,
    eventType: null,
    body: { batch: row.payload.toString('base64') },
  }
  await insertDeadLetters(tx, [letter])
}

async function commitRow(
  tx: PoolClient,
  context: IngestContext,
  row: InboxRow,
  crashes: number,
): Promise<{ done: number; projects: CommitReport[] }> {
  const remove = () => tx.query('DELETE FROM inbox WHERE id = $1', [row.id])
  let events: ReceivedEvent[]
  try {
    const { known, byProject } = decodeRows(context, [row])
    if (known.length === 0) return { done: 0, projects: [] }
    events = byProject.get(row.project_id) ?? []
  } catch {
    await setAsideUnread(tx, row, 'the batch cannot be read')
    await remove()
    return { done: 1, projects: [] }
  }
  const projects: CommitReport[] = []
  if (crashes >= MAX_CRASHES) await setAside(tx, row.project_id, events, `${crashes} workers died folding the batch`)
  else projects.push(...(await commitHalves(tx, context, row.project_id, events)))
  // When nothing at all can be folded the fault is hardly in the events: the batch waits, and the failed claim counts.
  if (projects.length === 0 && crashes < MAX_CRASHES) throw new UnfoldableBatchError(row.id)
  await remove()
  return { done: 1, projects }
}

/**
 * Folds one waiting batch on its own and sets aside the events at fault as `poison` dead letters, so that one bad event
 * costs neither its batch nor the queue. Null when the batch is gone or held by another worker.
 */
export function isolatePoison(context: IngestContext, inboxId: number, crashes = 0): Promise<ClaimReport | null> {
  return claimInbox(context, {
    only: inboxId,
    commit: async (tx, _context, rows) => {
      const [row] = rows
      return row === undefined ? { done: 0, projects: [] } : commitRow(tx, context, row, crashes)
    },
  })
}
