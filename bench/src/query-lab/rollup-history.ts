import { GRAIN_ID, type TimeRange } from '@tidemark/contracts'
import { createPool, ensureRollupPartitions, type Pools } from '@tidemark/db'

const DAY_MS = 86_400_000

const COLUMNS = 'n, weight_sum, sum, sum_sq, min, max, sketch, "distinct", actors, sessions, revision'

// Days and weeks of all series, hours of those that are charted.
const COPY = `
  INSERT INTO rollup (grain, series_id, bucket, ${COLUMNS})
  SELECT r.grain, r.series_id, r.bucket - $1::int * interval '7 days', ${COLUMNS.replaceAll(/\b(?=\w)/g, '')}
  FROM rollup r JOIN series s ON s.id = r.series_id
  WHERE s.project_id = $2 AND r.bucket >= $3 AND r.bucket < $4
    AND (r.grain = ANY($5::smallint[]) OR (r.grain = ${GRAIN_ID['1h']} AND s.event_type = ANY($6)))`

/**
 * Rollups of weeks before a range of seven days: its own rows with their sketches, moved in time. Synthetic is that each
 * week tells the same; the rows themselves were folded from events.
 */
export async function copyWeeksBack(
  pools: Pools,
  projectId: number,
  { from, to }: TimeRange,
  { weeks, charted }: { weeks: number; charted: readonly string[] },
): Promise<void> {
  await ensureRollupPartitions(pools.work, from - (weeks * 7 + 7) * DAY_MS, to, ['1h', '1d', '1w'])
  const url = pools.work.options.connectionString!
  const pool = createPool({ url, applicationName: 'bench-furnish', max: 1, statementTimeoutMs: 0 })
  try {
    const grains = [GRAIN_ID['1d'], GRAIN_ID['1w']]
    for (let week = 1; week <= weeks; week++)
      await pool.query(COPY, [week, projectId, new Date(from), new Date(to), grains, charted])
    await pool.query('VACUUM (ANALYZE) rollup')
    await pool.query('VACUUM (ANALYZE) unit_day')
    await pool.query('ANALYZE series; ANALYZE dimension_set')
    await pool.query('CHECKPOINT')
  } finally {
    await pool.end()
  }
}
