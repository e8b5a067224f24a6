import { setTimeout as pause } from 'node:timers/promises'
import { GRAIN_ID, GRAINS, type Grain } from '@tidemark/contracts'
import type { PoolClient } from '@tidemark/db'
import { int4Array } from '@tidemark/db/array-literal'
import { unavailable } from '@tidemark/platform'
import type { IngestContext } from '../../ingest/ingest-context.ts'
import { LOCK } from '../../locks.ts'
import { equalRollupRows, type RollupRow } from '../../sketch/rollup-row.ts'
import { type UnitDayCheck, verifyUnitDays } from '../../unit-day/verify-unit-days.ts'
import { Cascade } from '../cascade.ts'
import { requireRawOfDays } from './lost-days.ts'
import { coverDays, loadProject } from './rebuild-plan.ts'
import { foldFromRaw, makePlan, type RebuildOptions } from './rebuild-range.ts'
import { listSeries, replacedRanges, withLongTransaction } from './rebuild-session.ts'

const SHOWN_MISMATCHES = 100
const FETCH_ROWS = 2_000
const CASCADE_DEADLINE_MS = 60_000

/** A row that does not tell what raw tells. */
export interface Mismatch {
  seriesId: number
  grain: Grain
  /** start of the bucket, epoch ms */
  bucket: number
  /** null: missing */
  stored: RollupRow | null
  /** null: there should be no such row */
  expected: RollupRow | null
}

export interface VerifyReport {
  events: number
  /** rows compared, of all grains */
  rows: number
  mismatched: number
  /** the first 100 */
  mismatches: Mismatch[]
  unitDays: UnitDayCheck
}

const VALUES = ['n', 'weight_sum', 'sum', 'sum_sq', 'min', 'max', 'sketch', '"distinct"', 'actors', 'sessions']
const pick = (alias: string, prefix: string) =>
  VALUES.map((name) => `${alias}.${name} AS ${prefix}_${name.replaceAll('"', '')}`).join(', ')
const row = (alias: string) => `(${VALUES.map((name) => `${alias}.${name}`).join(', ')})`

/** The days of touched weeks that are not folded again, as the weeks are merged from all their days. */
const KEEP_OTHER_DAYS = `
  INSERT INTO pg_temp.rollup SELECT * FROM public.rollup
  WHERE grain = ${GRAIN_ID['1d']} AND series_id = ANY($1::int[]) AND bucket >= $2 AND bucket < $3
    AND NOT (bucket >= $4 AND bucket < $5)`

/** Rows of one grain that differ in any bit; whether they tell the same is decided by equalRollupRows. */
const COMPARE = `
  DECLARE different NO SCROLL CURSOR FOR
  SELECT coalesce(s.series_id, e.series_id) AS series_id, date_part('epoch', coalesce(s.bucket, e.bucket)) * 1000 AS ms,
    s.series_id IS NOT NULL AS has_stored, e.series_id IS NOT NULL AS has_expected, ${pick('s', 's')}, ${pick('e', 'e')}
  FROM (SELECT * FROM public.rollup WHERE grain = $1 AND series_id = ANY($2::int[]) AND bucket >= $3 AND bucket < $4) s
  FULL JOIN (SELECT * FROM pg_temp.rollup WHERE grain = $1 AND bucket >= $3 AND bucket < $4) e
    ON s.series_id = e.series_id AND s.bucket = e.bucket
  WHERE ${row('s')} IS DISTINCT FROM ${row('e')}`

type Side = 's' | 'e'
type Compared = { series_id: number; ms: number; has_stored: boolean; has_expected: boolean } & Record<string, unknown>

function readSide(found: Compared, side: Side): RollupRow | null {
  if (!(side === 's' ? found.has_stored : found.has_expected)) return null
  const of = (name: string) => found[`${side}_${name}`]
  return {
    n: of('n') as number,
    weightSum: of('weight_sum') as number,
    sum: of('sum') as number,
    sumSq: of('sum_sq') as number,
    min: of('min') as number | null,
    max: of('max') as number | null,
    sketch: of('sketch') as Uint8Array | null,
    distinct: of('distinct') as Uint8Array | null,
    actors: of('actors') as Uint8Array | null,
    sessions: of('sessions') as Uint8Array | null,
  }
}

async function compareGrain(
  tx: PoolClient,
  report: VerifyReport,
  grain: Grain,
  series: readonly number[],
  { from, to }: { from: Date; to: Date },
): Promise<void> {
  const bounds = [GRAIN_ID[grain], int4Array(series), from, to]
  const counted = await tx.query<{ n: number }>(
    `SELECT count(*) AS n FROM public.rollup WHERE grain = $1 AND series_id = ANY($2::int[]) AND bucket >= $3 AND bucket < $4`,
    bounds,
  )
  report.rows += counted.rows[0]?.n ?? 0
  await tx.query(COMPARE, bounds)
  for (;;) {
    const { rows } = await tx.query<Compared>(`FETCH ${FETCH_ROWS} FROM different`)
    if (rows.length === 0) break
    for (const found of rows) {
      const stored = readSide(found, 's')
      const expected = readSide(found, 'e')
      if (stored !== null && expected !== null && equalRollupRows(stored, expected)) continue
      report.mismatched++
      if (report.mismatches.length < SHOWN_MISMATCHES)
        report.mismatches.push({ seriesId: found.series_id, grain, bucket: found.ms, stored, expected })
    }
  }
  await tx.query('CLOSE different')
}

/** Works off the project's dirty marks, as no claim can add any: coarser rows are behind by design until then. */
async function settleCascade(context: IngestContext, projectId: number): Promise<void> {
  const deadline = performance.now() + CASCADE_DEADLINE_MS
  const cascade = new Cascade(context.pools, context.clock)
  for (;;) {
    await cascade.run({ budgetMs: deadline - performance.now(), force: true })
    const { rows } = await context.pools.work.query('SELECT 1 FROM rollup_dirty WHERE project_id = $1 LIMIT 1', [
      projectId,
    ])
    if (rows.length === 0) return
    if (performance.now() > deadline) throw unavailable('The coarser grains are too far behind to be compared.')
    // Another process is at it.
    await pause(100)
  }
}

/**
 * Compares the stored rows of the whole local days that [from, to) (epoch ms) touches, of all grains, with a fold of the
 * raw events. Changes nothing but working off dirty marks first. Ingest of the project waits meanwhile.
 * @throws TidemarkError not_found, unavailable, invalid_input with `details.rawSince` (epoch ms) where rollups tell of days
 * whose raw events are gone
 */
export async function verifyRange(
  context: IngestContext,
  projectId: number,
  from: number,
  to: number,
  options: Pick<RebuildOptions, 'threads'> = {},
): Promise<VerifyReport> {
  const project = await loadProject(context.pools.work, projectId)
  return withLongTransaction(context.pools, async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1, $2)', [LOCK.fold, projectId])
    await settleCascade(context, projectId)
    await tx.query('SELECT pg_advisory_xact_lock($1, $2)', [LOCK.cascade, projectId])
    const series = await listSeries(tx, projectId, [...context.catalog.events.keys()])
    await requireRawOfDays(tx, project.calendar, series, coverDays(project.calendar, from, to).days)
    const made = await makePlan(tx, context, project, { from, to })
    const ranges = replacedRanges(made.plan, project.calendar)
    // In this session "rollup" now means a table of its own: the fold is written there by the very code of a rebuild.
    await tx.query('CREATE TEMP TABLE rollup (LIKE public.rollup INCLUDING ALL) ON COMMIT DROP')
    const weeks = ranges.find(({ grain }) => grain === GRAIN_ID['1w'])!
    const { days } = made.plan
    await tx.query(KEEP_OTHER_DAYS, [int4Array(series), weeks.from, weeks.to, new Date(days.from), new Date(days.to)])
    const { events } = await foldFromRaw(tx, made, project, series, options.threads)
    await tx.query('ANALYZE pg_temp.rollup')
    const unitDays = await verifyUnitDays(tx, context.catalog, project, made)
    const report: VerifyReport = { events, rows: 0, mismatched: 0, mismatches: [], unitDays }
    for (const grain of GRAINS)
      await compareGrain(tx, report, grain, series, ranges.find((range) => range.grain === GRAIN_ID[grain])!)
    return report
  })
}
