import { ensureRollupPartitions, type PoolClient, type Queryable } from '@tidemark/db'
import { int4Array } from '@tidemark/db/array-literal'
import type { IngestContext } from '../../ingest/ingest-context.ts'
import { replaceUnitDays } from '../../unit-day/replace-unit-days.ts'
import { chooseThreads, openFolders } from './folders.ts'
import { requireRawOfDays } from './lost-days.ts'
import {
  coverDays,
  estimateEvents,
  type FoldPlan,
  listSlices,
  loadProject,
  planLanes,
  type RebuildProject,
  type Slice,
} from './rebuild-plan.ts'
import { databaseUrl, listSeries, lockProject, replacedRanges, withLongTransaction } from './rebuild-session.ts'
import { type WriteReport, writeFolded } from './write-folded.ts'

/** Days that a sender's clock may be off: as long as raw events are accepted late. */
const DEFAULT_REACH_DAYS = 7

export interface RebuildOptions {
  /** threads that read and fold; 0 does it on the calling one. By default as many as there are cores, for large ranges. */
  threads?: number
  /** runs inside the transaction, before its COMMIT */
  alongside?: (tx: Queryable) => Promise<void>
}

export interface RebuildReport {
  events: number
  /** rows written, of all grains */
  rows: number
  seconds: number
  /** of which until the last event was folded; rows of earlier slices are written meanwhile */
  foldSeconds: number
  /** the rest: deleting what was there, and writing what had not been written by then */
  writeSeconds: number
}

/** What is folded for a range, once the project is locked. */
export async function makePlan(
  tx: Queryable,
  context: IngestContext,
  project: RebuildProject,
  range: { from: number; to: number },
): Promise<{ plan: FoldPlan; slices: Slice[]; events: number }> {
  const { days, hours } = coverDays(project.calendar, range.from, range.to)
  const { rows } = await tx.query<{ revision: number }>("SELECT nextval('revision_seq') AS revision")
  const plan: FoldPlan = {
    url: databaseUrl(context.pools),
    projectId: project.id,
    timeZone: project.calendar.timeZone,
    weekStart: project.calendar.weekStart,
    ...hours,
    days,
    ...(await planLanes(context, project.id)),
    revision: rows[0]!.revision,
  }
  const events = await estimateEvents(tx, hours.from, hours.to)
  const reachDays = (project.rawRetentionDays ?? DEFAULT_REACH_DAYS) + 1
  return { plan, slices: listSlices(hours, reachDays, events), events }
}

/** Folds a locked project's range from raw into `rollup`, whose rows of that range must be gone. */
export async function foldFromRaw(
  tx: PoolClient,
  { plan, slices, events }: Awaited<ReturnType<typeof makePlan>>,
  project: RebuildProject,
  series: readonly number[],
  threads = chooseThreads(events),
): Promise<WriteReport> {
  const folders = await openFolders(plan, threads)
  try {
    return await writeFolded(tx, plan, project.calendar, series, { folders, slices })
  } finally {
    await Promise.all(folders.map((folder) => folder.close()))
  }
}

/**
 * Replaces all rollup rows and unit days of the whole local days that [from, to) (epoch ms) touches by a fold from raw events,
 * in one transaction. Ingest of the project waits meanwhile; the door goes on accepting.
 * @throws TidemarkError not_found, unavailable, invalid_input with `details.rawSince` (epoch ms) where rollups tell of days
 * whose raw events are gone; then nothing has changed
 */
export async function rebuildRange(
  context: IngestContext,
  projectId: number,
  from: number,
  to: number,
  options: RebuildOptions = {},
): Promise<RebuildReport> {
  const started = performance.now()
  const project = await loadProject(context.pools.work, projectId)
  const { days, hours } = coverDays(project.calendar, from, to)
  await ensureRollupPartitions(context.pools.work, hours.from, hours.to - 1)
  const { report, revision } = await withLongTransaction(context.pools, async (tx) => {
    await lockProject(tx, projectId)
    const series = await listSeries(tx, projectId, [...context.catalog.events.keys()])
    await requireRawOfDays(tx, project.calendar, series, days)
    const made = await makePlan(tx, context, project, { from, to })
    for (const replaced of replacedRanges(made.plan, project.calendar))
      await tx.query(
        'DELETE FROM rollup WHERE grain = $1 AND bucket >= $2 AND bucket < $3 AND series_id = ANY($4::int[])',
        [replaced.grain, replaced.from, replaced.to, int4Array(series)],
      )
    const written = await foldFromRaw(tx, made, project, series, options.threads)
    await replaceUnitDays(tx, context.catalog, project, made)
    await options.alongside?.(tx)
    return { report: written, revision: made.plan.revision }
  })
  context.onCommit({ project: projectId, metrics: '*', revision, upTo: context.clock() })
  const seconds = (performance.now() - started) / 1000
  return { ...report, seconds, writeSeconds: seconds - report.foldSeconds }
}
