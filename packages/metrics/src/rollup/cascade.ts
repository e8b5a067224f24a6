import { GRAIN_ID, type Grain } from '@tidemark/contracts'
import { type Pools, type Queryable, withTransaction } from '@tidemark/db'
import { numberLiteral, textArray, timestamptzArray } from '@tidemark/db/array-literal'
import { type Calendar, createCalendar } from '../calendar/calendar.ts'
import { LOCK } from '../locks.ts'
import { mergeRollupRows, type RollupRow } from '../sketch/rollup-row.ts'
import { appendMarks, type DirtyMark, groupMarks } from './dirty-marks.ts'
import { BY_KEY_ONLY, type PlacedRow, replaceRows } from './merge-rows.ts'
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
/** Stale rows, about, whose parts are read together: a statement for each bucket would cost more than its work. */
const ROWS_PER_READ = 1_000

interface MarkRow {
  ms: number
  series_ids: number[]
}

const TAKE_MARKS = `
  DELETE FROM rollup_dirty WHERE id IN (
    SELECT id FROM rollup_dirty WHERE project_id = $1 AND grain = $2 ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED)
  RETURNING date_part('epoch', bucket) * 1000 AS ms, series_ids`

// OFFSET keeps the subquery from being merged into a join: parts are looked up by key, bucket for bucket. The outer bounds
// let Postgres leave partitions out before it begins.
const READ_PARTS = `
  SELECT b.place, p.* FROM unnest($2::text[], $3::timestamptz[], $4::timestamptz[])
    WITH ORDINALITY AS b (series_ids, start, stop, place) CROSS JOIN LATERAL (
    SELECT r.series_id, ${ROLLUP_COLUMNS} FROM rollup r
    WHERE r.grain = $1 AND r.series_id = ANY(b.series_ids::int[]) AND r.bucket >= b.start AND r.bucket < b.stop
      AND r.bucket >= $5 AND r.bucket < $6
    OFFSET 0) p`

/** Rows of one bucket [start, end), epoch ms, to be merged anew. */
interface StaleBucket {
  start: number
  end: number
  seriesIds: readonly number[]
}

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

/** The rows of buckets merged from their parts of the grain `source`; those without parts are left out. */
async function mergeParts(tx: Queryable, source: Grain, stale: readonly StaleBucket[]): Promise<PlacedRow[]> {
  const [starts, ends] = [stale.map(({ start }) => start), stale.map(({ end }) => end)]
  const { rows } = await tx.query<StoredRow & { place: number; series_id: number }>({
    name: 'rollup-parts',
    text: READ_PARTS,
    values: [
      GRAIN_ID[source],
      textArray(stale.map(({ seriesIds }) => numberLiteral(seriesIds))),
      timestamptzArray(starts),
      timestamptzArray(ends),
      new Date(Math.min(...starts)),
      new Date(Math.max(...ends)),
    ],
  })
  const parts = stale.map(() => new Map<number, RollupRow[]>())
  for (const row of rows) {
    const series = parts[row.place - 1]!
    const list = series.get(row.series_id)
    if (list === undefined) series.set(row.series_id, [readRollupRow(row)])
    else list.push(readRollupRow(row))
  }
  return stale.flatMap(({ start }, i) =>
    [...parts[i]!].map(([seriesId, list]) => ({ ...mergeRollupRows(list), seriesId, bucket: start })),
  )
}

/** Buckets in groups of about `rows` rows; one with more of them goes alone. Pure. */
export function groupBuckets(stale: readonly StaleBucket[], rows: number): StaleBucket[][] {
  const groups: StaleBucket[][] = []
  let size = Number.POSITIVE_INFINITY
  for (const bucket of stale) {
    size += bucket.seriesIds.length
    if (size > rows) {
      groups.push([])
      size = bucket.seriesIds.length
    }
    groups.at(-1)!.push(bucket)
  }
  return groups
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
  const stale = marks.map(({ bucket, seriesIds }) => ({
    start: bucket,
    end: calendar.nextBucket(grain, bucket),
    seriesIds,
  }))
  const written: PlacedRow[] = []
  await tx.query(BY_KEY_ONLY)
  for (const [source, buckets] of Map.groupBy(stale, ({ start, end }) => partsOf(calendar, grain, start, end)))
    for (const group of groupBuckets(buckets, ROWS_PER_READ)) {
      const merged = await mergeParts(tx, source, group)
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
