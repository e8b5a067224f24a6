import type { FunnelSpec } from '@tidemark/contracts'
import { type Pool, withTransaction } from '@tidemark/db'
import type { TimeRange } from '../calendar/calendar.ts'
import { hashDims, toDims } from '../ingest/dimension-key.ts'
import type { ScanContext, ScanProject } from '../scan/scan-events.ts'
import { splitPaths } from './fold/split-paths.ts'
import { tallyPaths } from './fold/tally.ts'
import { readPaths } from './read-paths.ts'

/** One day of one funnel. */
export interface FunnelDay {
  readonly id: string
  readonly spec: FunnelSpec
  /** dimensions that are kept apart */
  readonly breakdown: readonly string[]
  /** YYYY-MM-DD in the project calendar */
  readonly date: string
  readonly range: TimeRange
  /** of the stored rows, read before anything else */
  readonly revision: number
  readonly matured: boolean
}

const REPLACE_DAY = `
  INSERT INTO funnel_day (project_id, funnel, day, revision, matured, restated_at) VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (project_id, funnel, day) DO UPDATE SET
    revision = excluded.revision, matured = excluded.matured, restated_at = excluded.restated_at
  WHERE funnel_day.revision <= excluded.revision`

const INSERT_COUNTS = `
  INSERT INTO funnel_day_count (project_id, funnel, day, breakdown_hash, breakdown, counts)
  SELECT $1, $2, $3, hash, breakdown, ARRAY(SELECT jsonb_array_elements_text(counts)::float8)
  FROM jsonb_to_recordset($4::jsonb) AS t (hash uuid, breakdown jsonb, counts jsonb)`

/**
 * Counts a day from raw events and replaces what was stored of it, unless another worker has stored newer counts meanwhile.
 * @throws TidemarkError unavailable, invalid_input (too many events)
 */
export async function restateDay(
  context: ScanContext & { readonly work: Pool },
  project: ScanProject,
  day: FunnelDay,
  now: number,
): Promise<void> {
  const { id, spec, breakdown, date, range } = day
  const { paths, keys } = await readPaths(context, project, {
    unit: spec.unit,
    steps: spec.steps.map(({ of }) => of),
    exclude: spec.exclude,
    withinMs: spec.withinMs,
    range,
    breakdown,
    withActors: false,
  })
  const counts = splitPaths(paths, keys, Number.POSITIVE_INFINITY).map(({ key, members }) => {
    const dims = toDims(breakdown, [...key])
    const { estimate } = tallyPaths(paths, members, { withinMs: spec.withinMs, dataTime: now })
    return { hash: hashDims(dims), breakdown: dims, counts: estimate }
  })
  await withTransaction(context.work, async (tx) => {
    const { rowCount } = await tx.query(REPLACE_DAY, [project.id, id, date, day.revision, day.matured, new Date(now)])
    if (rowCount === 0) return
    await tx.query('DELETE FROM funnel_day_count WHERE project_id = $1 AND funnel = $2 AND day = $3', [
      project.id,
      id,
      date,
    ])
    await tx.query(INSERT_COUNTS, [project.id, id, date, JSON.stringify(counts)])
  })
}
