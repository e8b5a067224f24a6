import { GRAIN_ID, type Grain } from '@tidemark/contracts'
import { type Pools, type Queryable, withTransaction } from '@tidemark/db'
import { int4Array } from '@tidemark/db/array-literal'
import { type Calendar, createCalendar } from '../calendar/calendar.ts'
import { LOCK } from '../locks.ts'
import { mergeRollupRows, type RollupRow } from '../sketch/rollup-row.ts'
import { appendMarks, type DirtyMark, groupMarks } from './dirty-marks.ts'
import { type PlacedRow, replaceRows } from './merge-rows.ts'
import { ROLLUP_COLUMNS, readRollupRow, type StoredRow } from './stored-row.ts'

const COARSER: Record<Grain, Grain | null> = { '1m': '5m', '5m': '1h', '1h': '1d', '1d': '1w', '1w': null }
/** Grains that the cascade writes, finest first, and how many ms pass between two looks at each. */
const CASCADE_STEPS = [
  { grain: '5m', everyMs: 0 },
  { grain: '1h', everyMs: 4_000 },
  { grain: '1d', everyMs: 10_000 },
  { grain: '1w', everyMs: 30_000 },
] as const satisfies readonly { grain: Grain; everyMs: number }[]
const MARKS_PER_STEP = 500

interface MarkRow {
  ms: number
  series_ids: number[]
}

const TAKE_MARKS = `
  DELETE FROM rollup_dirty WHERE id IN (
    SELECT id FROM rollup_dirty WHERE project_id = $1 AND grain = $2 ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED)
  RETURNING date_part('epoch', bucket) * 1000 AS ms, series_ids`

const READ_PARTS = `
  SELECT r.series_id, ${ROLLUP_COLUMNS} FROM rollup r
  WHERE r.grain = $1 AND r.series_id = ANY($2::int[]) AND r.bucket >= $3 AND r.bucket < $4`

/** The finer grain whose rows fill a bucket of `grain` exactly. Pure. */
export function partsOf(calendar: Calendar, grain: Grain, start: number, end: number): Grain {
  switch (grain) {
    case '1w':
      return '1d'
    case '1d':
      return calendar.sourceGrain(start, end)
    case '1h':
      return '5m'
    default:
      return '1m'
  }
}

/** Buckets of the next grain that are stale once a bucket has changed: two where local days cut an hour in two. Pure. */
export function coarserMarks(calendar: Calendar, grain: Grain, rows: readonly PlacedRow[]): DirtyMark[] {
  const next = COARSER[grain]
  if (next === null) return []
  return groupMarks(
    next,
    rows.flatMap(({ seriesId, bucket }) => {
      const end = calendar.nextBucket(grain, bucket)
      return calendar.buckets(next, bucket, end).map((start) => ({ seriesId, bucket: start }))
    }),
  )
}

function mergeBySeries(rows: readonly (StoredRow & { series_id: number })[], bucket: number): PlacedRow[] {
  const parts = new Map<number, RollupRow[]>()
  for (const row of rows) {
    const list = parts.get(row.series_id)
    if (list === undefined) parts.set(row.series_id, [readRollupRow(row)])
    else list.push(readRollupRow(row))
  }
  return [...parts].map(([seriesId, list]) => ({ ...mergeRollupRows(list), seriesId, bucket }))
}

/** Re-merges the stale buckets of one grain from their finer rows. Returns the rows written. */
async function cascadeGrain(tx: Queryable, projectId: number, calendar: Calendar, grain: Grain): Promise<number> {
  const { rows: taken } = await tx.query<MarkRow>(TAKE_MARKS, [projectId, GRAIN_ID[grain], MARKS_PER_STEP])
  if (taken.length === 0) return 0
  const marks = groupMarks(
    grain,
    taken.flatMap(({ ms, series_ids }) => series_ids.map((seriesId) => ({ bucket: ms, seriesId }))),
  )
  const { rows: next } = await tx.query<{ revision: number }>("SELECT nextval('revision_seq') AS revision")
  const written: PlacedRow[] = []
  for (const { bucket, seriesIds } of marks) {
    const end = calendar.nextBucket(grain, bucket)
    const { rows } = await tx.query<StoredRow & { series_id: number }>({
      name: 'rollup-parts',
      text: READ_PARTS,
      values: [GRAIN_ID[partsOf(calendar, grain, bucket, end)], int4Array(seriesIds), new Date(bucket), new Date(end)],
    })
    const merged = mergeBySeries(rows, bucket)
    await replaceRows(tx, grain, next[0]!.revision, merged)
    written.push(...merged)
  }
  await appendMarks(tx, projectId, coarserMarks(calendar, grain, written))
  return written.length
}

const MARKED_PROJECTS = `
  SELECT id FROM project
  WHERE EXISTS (SELECT 1 FROM rollup_dirty WHERE project_id = project.id AND grain = $1) ORDER BY id`

async function cascadeProject(pools: Pools, projectId: number, grain: Grain): Promise<number> {
  return withTransaction(pools.work, async (tx) => {
    // One cascade per project: the lock is taken before the parts are read, so that nobody writes older over newer.
    const { rows: locks } = await tx.query<{ held: boolean }>('SELECT pg_try_advisory_xact_lock($1, $2) AS held', [
      LOCK.cascade,
      projectId,
    ])
    if (locks[0]?.held !== true) return 0
    // Under the lock, so that days are never cut by a calendar that has just been changed.
    const { rows } = await tx.query<{ timezone: string; week_start: number }>(
      'SELECT timezone, week_start FROM project WHERE id = $1',
      [projectId],
    )
    const [project] = rows
    if (project === undefined) return 0
    const calendar = createCalendar({ timeZone: project.timezone, weekStart: project.week_start })
    return cascadeGrain(tx, projectId, calendar, grain)
  })
}

/** Runs the cascade; remembers when it last looked at each grain, so that coarse rows are not re-merged every second. */
export class Cascade {
  readonly #pools: Pools
  readonly #clock: () => number
  readonly #lastRun = new Map<Grain, number>()

  constructor(pools: Pools, clock: () => number) {
    this.#pools = pools
    this.#clock = clock
  }

  /**
   * Brings coarser rows up to date, finest grain first. `force` looks at every grain at once.
   * @returns rows written, and whether the budget (ms) ended first
   */
  async run({
    budgetMs,
    force = false,
  }: {
    budgetMs: number
    force?: boolean
  }): Promise<{ rows: number; more: boolean }> {
    const deadline = performance.now() + budgetMs
    let rows = 0
    for (const { grain, everyMs } of CASCADE_STEPS) {
      if (!force && this.#clock() - (this.#lastRun.get(grain) ?? 0) < everyMs) continue
      this.#lastRun.set(grain, this.#clock())
      const { rows: projects } = await this.#pools.work.query<{ id: number }>(MARKED_PROJECTS, [GRAIN_ID[grain]])
      for (const { id } of projects) {
        for (;;) {
          if (performance.now() >= deadline) return { rows, more: true }
          const written = await cascadeProject(this.#pools, id, grain)
          rows += written
          if (written === 0) break
        }
      }
    }
    return { rows, more: false }
  }
}
