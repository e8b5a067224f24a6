import { type Pools, type Queryable, withTransaction } from '@tidemark/db'
import type { TimeRange } from '../../calendar/calendar.ts'
import type { IngestContext } from '../../ingest/ingest-context.ts'
import { LOCK } from '../../locks.ts'
import { cutRebuilds, fetchLostDays } from './lost-days.ts'
import { loadProject } from './rebuild-plan.ts'
import { rebuildRange } from './rebuild-range.ts'
import { listSeries } from './rebuild-session.ts'

/** Days of a long stretch are rebuilt in parts of this many, each in a transaction of its own. */
const DAYS_PER_REBUILD = 31
/** Ranges that an import recorded: while it runs it folds them itself. */
export const IMPORT_REASON = 'import'

/** Queues a rebuild of the local days that [from, to) (epoch ms) touches; the worker's next run takes it. */
export async function queueRebuild(
  db: Pools | Queryable,
  projectId: number,
  from: number,
  to: number,
  reason: string,
): Promise<void> {
  const queryable = 'work' in db ? db.work : db
  await queryable.query(
    'INSERT INTO rebuild_range (project_id, range_start, range_end, reason) VALUES ($1, $2, $3, $4)',
    [projectId, new Date(from), new Date(to), reason],
  )
}

interface QueuedRow {
  id: number
  project_id: number
  reason: string
  range_from: number
  range_to: number
}

interface Stretch extends TimeRange {
  ids: number[]
}

/** Joins ranges that overlap or touch. Pure. */
export function joinRanges(ranges: readonly Stretch[]): Stretch[] {
  const joined: Stretch[] = []
  for (const { from, to, ids } of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1)
    if (last === undefined || from > last.to) joined.push({ from, to, ids: [...ids] })
    else joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, to), ids: [...last.ids, ...ids] }
  }
  return joined
}

const LIST_OPEN = `
  SELECT id, project_id, reason, date_part('epoch', range_start) * 1000 AS range_from,
    date_part('epoch', range_end) * 1000 AS range_to
  FROM rebuild_range WHERE state IN ('queued', 'running') ORDER BY id`

/** A range is done in the transaction that did it, so that a crash leaves it open whatever it had been up to. */
const FINISH = `UPDATE rebuild_range SET state = 'done', finished_at = now() WHERE id = ANY($1::bigint[])`
/** What cannot be folded again is noted for good: its rollups tell what they told before. */
const NOTE_LOST = `
  INSERT INTO rebuild_range (project_id, range_start, range_end, reason, state, finished_at)
  SELECT $1, start, stop, $2, 'failed', now() FROM unnest($3::timestamptz[], $4::timestamptz[]) AS r (start, stop)`
const LOST_REASON = 'raw events are gone'
const BEGIN = `UPDATE rebuild_range SET state = 'running' WHERE id = ANY($1::bigint[]) AND state = 'queued'`

export interface QueueReport {
  ranges: number
  /** rebuilt */
  days: number
  /** left as they are: they were counted, and their raw events are gone */
  lostDays: number
  events: number
  rows: number
}

/** Ends ranges of a project, and notes the days of theirs that were not rebuilt. */
async function finishRanges(
  tx: Queryable,
  projectId: number,
  ids: readonly number[],
  lost: readonly TimeRange[],
): Promise<void> {
  await tx.query(FINISH, [ids])
  const gone = joinRanges(lost.map((day) => ({ ...day, ids: [] })))
  const [starts, ends] = [gone.map(({ from }) => new Date(from)), gone.map(({ to }) => new Date(to))]
  await tx.query(NOTE_LOST, [projectId, LOST_REASON, starts, ends])
}

/** Rebuilds the open ranges of one project, joined into stretches of whole days, as far as raw still tells of them. */
async function runStretches(
  context: IngestContext,
  projectId: number,
  rows: readonly QueuedRow[],
): Promise<QueueReport> {
  const { calendar } = await loadProject(context.pools.work, projectId)
  const stretches = joinRanges(
    rows.map((row) => ({ ...calendar.snapRange('1d', { from: row.range_from, to: row.range_to }), ids: [row.id] })),
  )
  const series = await listSeries(context.pools.work, projectId, [...context.catalog.events.keys()])
  const report: QueueReport = { ranges: rows.length, days: 0, lostDays: 0, events: 0, rows: 0 }
  for (const { from, to, ids } of stretches) {
    await context.pools.work.query(BEGIN, [ids])
    const days = calendar.buckets('1d', from, to).map((day) => ({ from: day, to: calendar.nextBucket('1d', day) }))
    const lost = await fetchLostDays(context.pools.work, calendar, series, { from, to })
    const parts = cutRebuilds(days, lost, DAYS_PER_REBUILD)
    for (const part of parts) {
      const done = await rebuildRange(context, projectId, part.from, part.to, {
        alongside: async (tx) => {
          if (part === parts.at(-1)) await finishRanges(tx, projectId, ids, lost)
        },
      })
      report.events += done.events
      report.rows += done.rows
    }
    if (parts.length === 0) await withTransaction(context.pools.work, (tx) => finishRanges(tx, projectId, ids, lost))
    report.days += days.length - lost.length
    report.lostDays += lost.length
  }
  return report
}

/** Whether an import of the project is at work somewhere: it holds the lock as long as it lives. */
async function importRuns(pools: Pools, projectId: number): Promise<boolean> {
  return withTransaction(pools.work, async (tx) => {
    const { rows } = await tx.query<{ free: boolean }>('SELECT pg_try_advisory_xact_lock($1, $2) AS free', [
      LOCK.backfill,
      projectId,
    ])
    return !rows[0]?.free
  })
}

/** Rebuilds what one project's imports have recorded. */
export async function runImportedRanges(context: IngestContext, projectId: number): Promise<QueueReport> {
  const { rows } = await context.pools.work.query<QueuedRow>(LIST_OPEN)
  return runStretches(
    context,
    projectId,
    rows.filter((row) => row.project_id === projectId && row.reason === IMPORT_REASON),
  )
}

/**
 * Rebuilds every range that is queued, or was being rebuilt by a process that died. Safe to run in several processes:
 * the second one does again what the first has done, to the same end. Ranges of an import that is still running are left
 * to it. Days that were counted and whose raw events are gone are left as they are, and noted as failed ranges.
 * @throws TidemarkError unavailable; what is not done stays queued
 */
export async function runQueuedRebuilds(context: IngestContext): Promise<QueueReport> {
  const { rows } = await context.pools.work.query<QueuedRow>(LIST_OPEN)
  const total: QueueReport = { ranges: 0, days: 0, lostDays: 0, events: 0, rows: 0 }
  for (const projectId of new Set(rows.map((row) => row.project_id))) {
    const importing = await importRuns(context.pools, projectId)
    const own = rows.filter((row) => row.project_id === projectId && !(importing && row.reason === IMPORT_REASON))
    if (own.length === 0) continue
    const report = await runStretches(context, projectId, own)
    total.ranges += report.ranges
    total.days += report.days
    total.lostDays += report.lostDays
    total.events += report.events
    total.rows += report.rows
  }
  return total
}
