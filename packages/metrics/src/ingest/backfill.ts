import { createHash } from 'node:crypto'
import type { Rejection } from '@tidemark/contracts'
import { createPool, type Pool, type Pools, type Queryable, withTransaction } from '@tidemark/db'
import { type Clock, systemClock } from '@tidemark/platform'
import { uuidFromTimeAndHash, uuidTime } from '@tidemark/platform/ids'
import type { Calendar } from '../calendar/calendar.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { LOCK } from '../locks.ts'
import { loadProject } from '../rollup/rebuild/rebuild-plan.ts'
import { IMPORT_REASON, joinRanges, queueRebuild, runImportedRanges } from '../rollup/rebuild/rebuild-queue.ts'
import { databaseUrl } from '../rollup/rebuild/rebuild-session.ts'
import { insertDeadLetters } from './dead-letter.ts'
import { type DoorProject, judgeBatch } from './door.ts'
import { createIngestContext, type IngestContext } from './ingest-context.ts'
import { insertEvents, type StorableEvent } from './insert-events.ts'
import { createJudge, DAY_MS } from './judge-event.ts'
import { insertOutcomes } from './outcomes.ts'
import { createPseudonymise } from './pseudonymise.ts'
import type { ReducedEvent } from './reduced-event.ts'
import type { SlotMap } from './sync-catalog.ts'

export interface BackfillOptions {
  pools: Pools
  catalog: Catalog
  slots: SlotMap
  /** the installation's secret; pseudonyms are keyed with it */
  secret: string
  clock?: Clock
  /** made from the above when left out */
  context?: IngestContext
}

export interface BackfillVerdicts {
  /** stored now */
  accepted: number
  /** stored before, or twice in the batch */
  duplicate: number
  optedOut: number
  rejected: Rejection[]
}

/** The way in for history: events older than raw is kept for, stored at once and folded by whole days at the end. */
export interface Backfill {
  /**
   * Judges and stores one batch. Any past is taken. The days it touches are recorded with it, so that they are folded by
   * the worker if nobody calls `finish`.
   * @throws TidemarkError unavailable; then nothing of the batch is stored
   */
  add(project: DoorProject, events: readonly unknown[]): Promise<BackfillVerdicts>
  /** Folds the days that were touched, into all grains. */
  finish(projectId: number): Promise<{ days: number; rows: number }>
}

/**
 * History is found by the time of its id, so an id that was made long before or after the event gets the event's time.
 * The same event gets the same id, however often it is imported.
 */
function withTimelyId(event: ReducedEvent): ReducedEvent {
  if (Math.abs(uuidTime(event.id) - event.bucketedAt) <= DAY_MS) return event
  return { ...event, id: uuidFromTimeAndHash(event.occurredAt, createHash('sha256').update(event.id).digest()) }
}

/** Records the local days of events, unless they are recorded already and nobody has begun to fold them. */
async function recordDays(
  tx: Queryable,
  projectId: number,
  calendar: Calendar,
  events: readonly StorableEvent[],
): Promise<void> {
  const starts = new Set(events.map(({ event }) => calendar.bucketStart('1d', event.bucketedAt)))
  const days = [...starts].map((from) => ({ from, to: calendar.nextBucket('1d', from), ids: [] }))
  for (const { from, to } of joinRanges(days)) {
    const { rows } = await tx.query(
      `SELECT 1 FROM rebuild_range WHERE project_id = $1 AND reason = $2 AND state = 'queued'
         AND range_start <= $3 AND range_end >= $4 LIMIT 1`,
      [projectId, IMPORT_REASON, new Date(from), new Date(to)],
    )
    if (rows.length === 0) await queueRebuild(tx, projectId, from, to, IMPORT_REASON)
  }
}

/** Holds the import lock of projects on a connection of its own, until released or until this process ends. */
class ImportLocks {
  readonly #url: string
  readonly #held = new Map<number, Promise<Pool>>()

  constructor(pools: Pools) {
    this.#url = databaseUrl(pools)
  }

  async hold(projectId: number): Promise<void> {
    const held = this.#held.get(projectId) ?? this.#take(projectId)
    this.#held.set(projectId, held)
    await held
  }

  async release(projectId: number): Promise<void> {
    const pool = await this.#held.get(projectId)
    this.#held.delete(projectId)
    await pool?.end()
  }

  async #take(projectId: number): Promise<Pool> {
    // The lock is the session's: it outlives the query in a pool that never closes its only connection. Should that die,
    // the worker may fold days twice, which costs time and nothing else.
    const pool = createPool({ url: this.#url, applicationName: 'import', max: 1, statementTimeoutMs: 0 })
    pool.options.idleTimeoutMillis = 0
    pool.options.allowExitOnIdle = true
    await pool.query('SELECT pg_advisory_lock_shared($1, $2)', [LOCK.backfill, projectId])
    return pool
  }
}

export function createBackfill(options: BackfillOptions): Backfill {
  const { pools, catalog, slots, secret, clock = systemClock } = options
  const context = options.context ?? createIngestContext({ pools, catalog, slots, clock })
  const pseudonymise = createPseudonymise(secret)
  const judge = createJudge(catalog, pseudonymise)
  const locks = new ImportLocks(pools)
  const calendars = new Map<number, Calendar>()

  async function toStorable(projectId: number, accepted: ReducedEvent[], receivedAt: number): Promise<StorableEvent[]> {
    const first = new Map<string, ReducedEvent>()
    for (const event of accepted.map(withTimelyId)) if (!first.has(event.id)) first.set(event.id, event)
    const events = [...first.values()]
    await context.partitions.ensureFor(events)
    const sets = await context.sets.resolve(projectId, events)
    return events.map((event, i) => ({ event, receivedAt, set: sets[i]!, slots: context.slots.get(event.type) ?? [] }))
  }

  return {
    async add(project, raw) {
      const receivedAt = clock()
      const projectId = project.id
      await locks.hold(projectId)
      const calendar = calendars.get(projectId) ?? (await loadProject(pools.work, projectId)).calendar
      calendars.set(projectId, calendar)
      const timing = { projectId, receivedAt, skewMs: 0, retentionMs: null }
      const { accepted, optedOut, rejected, letters } = judgeBatch(judge, raw, timing, pseudonymise)
      const storable = await toStorable(projectId, accepted, receivedAt)
      const fresh = await withTransaction(pools.work, async (tx) => {
        // A rebuild of the project may be running, for as long as it takes; raw must not change under it.
        await tx.query("SELECT set_config('lock_timeout', '0', true), set_config('statement_timeout', '0', true)")
        await tx.query('SELECT pg_advisory_xact_lock_shared($1, $2)', [LOCK.fold, projectId])
        const inserted = storable.length === 0 ? [] : await insertEvents(tx, projectId, storable)
        await recordDays(tx, projectId, calendar, inserted)
        // Answers from raw events tell of these at once, before they are folded.
        if (inserted.length > 0) await tx.query("SELECT nextval('revision_seq')")
        await insertDeadLetters(tx, letters)
        const count = { projectId, at: receivedAt }
        await insertOutcomes(tx, [
          { ...count, outcome: 'received', n: raw.length },
          { ...count, outcome: 'stored', n: inserted.length },
          { ...count, outcome: 'duplicate', n: accepted.length - inserted.length },
          { ...count, outcome: 'opted_out', n: optedOut },
          ...rejected.map(({ code }) => ({ ...count, outcome: 'rejected' as const, reason: code, n: 1 })),
        ])
        return inserted.length
      })
      return { accepted: fresh, duplicate: accepted.length - fresh, optedOut, rejected }
    },
    async finish(projectId) {
      try {
        const { days, rows } = await runImportedRanges(context, projectId)
        return { days, rows }
      } finally {
        await locks.release(projectId)
      }
    },
  }
}
