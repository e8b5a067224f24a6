import type { Queryable } from '@tidemark/db'
import { appendMarks, groupMarks } from '../rollup/dirty-marks.ts'
import { mergeRows } from '../rollup/merge-rows.ts'
import { commitUnitDays } from '../unit-day/commit-unit-days.ts'
import type { DimensionSet } from './dimension-sets.ts'
import { foldEvents } from './fold-events.ts'
import type { IngestContext } from './ingest-context.ts'
import { insertEvents, type StorableEvent } from './insert-events.ts'
import { commitLateEvents } from './late-events.ts'
import { insertOutcomes } from './outcomes.ts'
import type { ReducedEvent } from './reduced-event.ts'

const FIVE_MINUTES_MS = 300_000

/** An accepted event and when its batch was received, epoch ms. */
export interface ReceivedEvent {
  event: ReducedEvent
  receivedAt: number
}

/** What committing some events of one project did. */
export interface CommitReport {
  projectId: number
  events: number
  stored: number
  duplicates: number
  revision: number
  eventTypes: readonly string[]
  /** newest receipt, epoch ms */
  upTo: number
}

/** The first of events with the same id: a retry inside one claim counts once. */
function firstOfEach(events: readonly ReceivedEvent[]): ReceivedEvent[] {
  const first = new Map<string, ReceivedEvent>()
  for (const one of events) if (!first.has(one.event.id)) first.set(one.event.id, one)
  return [...first.values()]
}

/**
 * The claim transaction's core: stores the events, learns which are new, folds only those and merges them into the
 * 1-minute rows. Runs inside the caller's transaction, which also removes what the events came from.
 */
export async function commitEvents(
  tx: Queryable,
  context: IngestContext,
  projectId: number,
  received: readonly ReceivedEvent[],
  setOf: ReadonlyMap<ReducedEvent, DimensionSet>,
): Promise<CommitReport> {
  const storable = firstOfEach(received).map(
    ({ event, receivedAt }): StorableEvent => ({
      event,
      receivedAt,
      set: setOf.get(event)!,
      slots: context.slots.get(event.type) ?? [],
    }),
  )
  const fresh = await insertEvents(tx, projectId, storable)
  const { rows } = await tx.query<{ revision: number }>("SELECT nextval('revision_seq') AS revision")
  const revision = rows[0]!.revision
  const folded = foldEvents(fresh)
  await mergeRows(tx, '1m', revision, folded)
  const stale = folded.map(({ seriesId, bucket }) => ({
    seriesId,
    bucket: Math.floor(bucket / FIVE_MINUTES_MS) * FIVE_MINUTES_MS,
  }))
  await appendMarks(tx, projectId, groupMarks('5m', stale))
  await commitUnitDays(tx, context.catalog, projectId, fresh)
  await commitLateEvents(tx, projectId, fresh)
  const count = { projectId, at: context.clock() }
  const duplicates = received.length - fresh.length
  await insertOutcomes(tx, [
    { ...count, outcome: 'stored', n: fresh.length },
    { ...count, outcome: 'duplicate', n: duplicates },
  ])
  return {
    projectId,
    events: received.length,
    stored: fresh.length,
    duplicates,
    revision,
    eventTypes: [...new Set(fresh.map(({ event }) => event.type))],
    upTo: received.reduce((latest, { receivedAt }) => Math.max(latest, receivedAt), 0),
  }
}
