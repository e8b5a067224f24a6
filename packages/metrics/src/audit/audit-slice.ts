import { GRAIN_ID, GRAINS, type Grain } from '@tidemark/contracts'
import type { RollupDifference } from '@tidemark/contracts/query/trust'
import type { PoolClient } from '@tidemark/db'
import { withClient } from '@tidemark/db'
import { int4Array } from '@tidemark/db/array-literal'
import { TidemarkError } from '@tidemark/platform'
import type { Calendar } from '../calendar/calendar.ts'
import { createEventColumns } from '../fold/event-columns.ts'
import { Fold } from '../fold/fold.ts'
import type { Lane } from '../fold/lane.ts'
import type { IngestContext } from '../ingest/ingest-context.ts'
import { fetchStaleBuckets } from '../query/stale-buckets.ts'
import type { PlacedRow } from '../rollup/merge-rows.ts'
import { loadProject } from '../rollup/rebuild/rebuild-plan.ts'
import { ROLLUP_COLUMNS, readRollupRow, type StoredRow } from '../rollup/stored-row.ts'
import { requireRaw } from '../scan/raw-since.ts'
import { DEFAULT_RAW_RETENTION_DAYS, type EventChunk, type ScanContext, scanWith } from '../scan/scan-events.ts'
import { expectRows, findDifference, type RowsByGrain } from './compare-rows.ts'
import type { AuditSlice } from './slice.ts'

const MINUTE_MS = 60_000

export type AuditVerdict =
  | { readonly state: 'verified' }
  | { readonly state: 'differs'; readonly difference: RollupDifference }

export type AuditContext = Pick<IngestContext, 'pools' | 'catalog' | 'sets' | 'clock'> &
  Pick<ScanContext, 'rawRetentionDays'>

/** Adds scanned events to a fold, each to the lane of its dimension set. */
function addChunk(fold: Fold, laneOf: ReadonlyMap<number, number>, chunk: EventChunk): void {
  const stride = chunk.measures.length
  const columns = createEventColumns(chunk.length, stride)
  for (let i = 0; i < chunk.length; i++) {
    columns.lane[i] = laneOf.get(chunk.set[i]!)!
    columns.minute[i] = Math.floor(chunk.time[i]! / MINUTE_MS)
    columns.weight[i] = chunk.weight[i]!
    for (let m = 0; m < stride; m++) columns.measures[i * stride + m] = chunk.measures[m]![i]!
    columns.actorHigh[i] = chunk.actor[i * 4]!
    columns.actorLow[i] = chunk.actor[i * 4 + 1]!
    columns.sessionHigh[i] = chunk.session[i * 4]!
    columns.sessionLow[i] = chunk.session[i * 4 + 1]!
  }
  columns.length = chunk.length
  fold.add(columns)
}

/** The minutes of a slice, folded from raw by the kernel that live ingest uses. */
async function foldRaw(
  tx: PoolClient,
  slice: AuditSlice,
  lanes: ReadonlyMap<number, Lane>,
  reachDays: number,
): Promise<PlacedRow[]> {
  const places = [...new Set(lanes.values())]
  const laneOf = new Map([...lanes].map(([set, lane]) => [set, places.indexOf(lane)]))
  const slots = Math.max(-1, ...places.flatMap(({ streams }) => streams.map(({ slot }) => slot))) + 1
  const fold = new Fold(places)
  const request = {
    from: slice.from,
    to: slice.to,
    sets: Int32Array.from(lanes.keys()).sort(),
    columns: ['actor', 'session', 'weight'] as const,
    slots: Array.from({ length: slots }, (_, slot) => slot),
  }
  await scanWith(tx, slice.projectId, request, reachDays, (chunk) => addChunk(fold, laneOf, chunk))
  return Array.from(fold.drain(), ({ minute, ...row }) => ({ ...row, bucket: minute * MINUTE_MS }))
}

async function readStored(
  tx: PoolClient,
  seriesIds: readonly number[],
  slice: AuditSlice,
  calendar: Calendar,
): Promise<RowsByGrain> {
  const rows = {} as Record<Grain, PlacedRow[]>
  const week = calendar.snapRange('1w', slice)
  for (const grain of GRAINS) {
    const { from, to } = grain === '1w' || grain === '1d' ? week : slice
    const found = await tx.query<StoredRow & { series_id: number }>(
      `SELECT r.series_id, ${ROLLUP_COLUMNS} FROM rollup r
       WHERE r.grain = $1 AND r.series_id = ANY($2::int[]) AND r.bucket >= $3 AND r.bucket < $4`,
      [GRAIN_ID[grain], int4Array(seriesIds), new Date(from), new Date(to)],
    )
    rows[grain] = found.rows.map((row) => ({ ...readRollupRow(row), seriesId: row.series_id, bucket: row.ms }))
  }
  return rows
}

/** Whether raw still holds every event of the slice. */
async function holdsRaw(tx: PoolClient, slice: AuditSlice, now: number, rawRetentionDays: number): Promise<boolean> {
  const { projectId, eventType, from, to } = slice
  try {
    await requireRaw(tx, { projectId, events: [eventType], from, to }, { now, rawRetentionDays })
    return true
  } catch (error) {
    if (error instanceof TidemarkError && error.code === 'invalid_input') return false
    throw error
  }
}

/** Ranges that are being written in parts: an import, or a rebuild that waits. */
const IS_OPEN = `SELECT EXISTS (SELECT 1 FROM rebuild_range
  WHERE project_id = $1 AND state IN ('queued', 'running') AND range_start < $3 AND range_end > $2) AS open`

async function compareSlice(tx: PoolClient, context: AuditContext, slice: AuditSlice): Promise<AuditVerdict | null> {
  const { projectId, eventType, from, to } = slice
  const { rows: open } = await tx.query<{ open: boolean }>(IS_OPEN, [projectId, new Date(from), new Date(to)])
  if (open[0]?.open === true) return null
  const project = await loadProject(tx, projectId)
  const { calendar } = project
  const isStale = await fetchStaleBuckets(tx, projectId, calendar, calendar.snapRange('1w', slice))
  const { rows: sets } = await tx.query<{ id: number }>(
    'SELECT id FROM dimension_set WHERE project_id = $1 AND event_type = $2',
    [projectId, eventType],
  )
  const { rows: series } = await tx.query<{ id: number }>(
    'SELECT id FROM series WHERE project_id = $1 AND event_type = $2',
    [projectId, eventType],
  )
  const retention = project.rawRetentionDays ?? context.rawRetentionDays ?? DEFAULT_RAW_RETENTION_DAYS
  const lanes = await context.sets.lanesOf(
    projectId,
    sets.map(({ id }) => id),
  )
  const raw = await holdsRaw(tx, slice, context.clock(), retention)
  const minutes = raw ? await foldRaw(tx, slice, lanes, retention + 1) : null
  const stored = await readStored(
    tx,
    series.map(({ id }) => id),
    slice,
    calendar,
  )
  const expected = expectRows(calendar, slice, minutes, stored)
  const difference = findDifference(expected, stored, (grain, bucket) => {
    const end = calendar.nextBucket(grain, bucket)
    if (grain !== '1w' && (bucket < from || end > to)) return false
    return grain === '1m' || !isStale(grain, bucket, end)
  })
  return difference === null ? { state: 'verified' } : { state: 'differs', difference }
}

/**
 * Folds one slice again and compares it with what is stored, in one snapshot: claims write events and their minutes in one
 * transaction, so nothing has to wait for it. Null where an import or a rebuild is at work.
 * @throws TidemarkError unavailable
 */
export async function auditSlice(context: AuditContext, slice: AuditSlice): Promise<AuditVerdict | null> {
  return withClient(context.pools.query, async (client) => {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    try {
      return await compareSlice(client, context, slice)
    } finally {
      await client.query('ROLLBACK')
    }
  })
}
