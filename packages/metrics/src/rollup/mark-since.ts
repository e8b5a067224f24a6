import { GRAIN_ID } from '@tidemark/contracts'
import { type Pools, withTransaction } from '@tidemark/db'
import { createCalendar } from '../calendar/calendar.ts'
import { appendMarks, groupMarks } from './dirty-marks.ts'

/** Grains that can be merged again, what they are merged from, and the step in which those rows are looked up. */
const SOURCE = {
  '5m': { grain: '1m', step: '5 minutes', stepMs: 300_000 },
  '1h': { grain: '5m', step: '1 hour', stepMs: 3_600_000 },
  '1d': { grain: '1h', step: '1 hour', stepMs: 3_600_000 },
} as const
export const REMERGE_GRAINS = ['5m', '1h', '1d'] as const
export type RemergeGrain = (typeof REMERGE_GRAINS)[number]

const READ_STEPS = `
  SELECT date_part('epoch', date_bin($4::interval, r.bucket, 'epoch')) * 1000 AS ms, array_agg(DISTINCT r.series_id) AS series_ids
  FROM rollup r JOIN series s ON s.id = r.series_id
  WHERE s.project_id = $1 AND r.grain = $2 AND r.bucket >= $3 GROUP BY 1`

/**
 * Marks every bucket of `grain` from `since` (epoch ms; the bucket that holds it as a whole) as stale. The cascade then
 * merges it and the coarser ones again from the finer rows. Returns the buckets marked; running it twice changes nothing.
 */
export async function markSince(
  pools: Pools,
  project: { readonly id: number; readonly timeZone: string; readonly weekStart: number },
  since: number,
  grain: RemergeGrain,
): Promise<number> {
  const calendar = createCalendar(project)
  const source = SOURCE[grain]
  return withTransaction(pools.work, async (tx) => {
    const { rows } = await tx.query<{ ms: number; series_ids: number[] }>(READ_STEPS, [
      project.id,
      GRAIN_ID[source.grain],
      new Date(calendar.bucketStart(grain, since)),
      source.step,
    ])
    const stale = rows.flatMap(({ ms, series_ids }) =>
      calendar
        .buckets(grain, ms, ms + source.stepMs)
        .flatMap((bucket) => series_ids.map((seriesId) => ({ bucket, seriesId }))),
    )
    const marks = groupMarks(grain, stale)
    await appendMarks(tx, project.id, marks)
    return marks.length
  })
}
