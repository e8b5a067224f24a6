import { readFile } from 'node:fs/promises'
import { GRAIN_ID } from '@tidemark/contracts'
import type { PoolClient } from '@tidemark/db'

/** The statement next to this file; its comment says what it answers. */
const readStatement = async (projectId: number): Promise<string> =>
  (await readFile(new URL('rebuild.sql', import.meta.url), 'utf8')).replaceAll(':project', String(projectId))

/**
 * Aggregates the same events by Postgres alone, into the temporary table `rebuilt`, with what it needs to do its best:
 * memory so that nothing spills, and its parallel workers. Answers the seconds.
 */
export async function aggregateInSql(client: PoolClient, projectId: number): Promise<number> {
  await client.query(`SET work_mem = '1GB'; SET max_parallel_workers_per_gather = 2; SET statement_timeout = 0`)
  const statement = await readStatement(projectId)
  const started = performance.now()
  await client.query(statement)
  return (performance.now() - started) / 1000
}

// Neither side adds in a fixed order: sums of floats agree within 1e-9, all else exactly.
const DIFFERENT = `
  SELECT count(*) AS n FROM (
    SELECT r.bucket, d.id AS dimension_set_id, s.measure, r.n, r.sum, r.min, r.max
    FROM rollup r JOIN series s ON s.id = r.series_id
    JOIN dimension_set d ON d.project_id = s.project_id AND d.event_type = s.event_type AND d.dims = s.dims
    WHERE r.grain = ${GRAIN_ID['1h']} AND s.project_id = $1 AND s.measure <> ''
  ) AS stored FULL JOIN rebuilt USING (bucket, dimension_set_id, measure)
  WHERE stored.n IS DISTINCT FROM rebuilt.n OR stored.min IS DISTINCT FROM rebuilt.min
    OR stored.max IS DISTINCT FROM rebuilt.max OR abs(stored.sum - rebuilt.sum) > 1e-9 * abs(stored.sum)`

/** Throws when a 1h row of the rebuild and its counterpart in `rebuilt` tell different things. Answers how many agree. */
export async function compareWithSql(client: PoolClient, projectId: number): Promise<number> {
  // Freshly filled tables have no statistics, and the plan without them compares every row with every dimension set.
  await client.query(
    'ANALYZE rollup_1h; ANALYZE series; ANALYZE dimension_set; ANALYZE rebuilt; SET enable_nestloop = off',
  )
  const { rows } = await client.query<{ n: number }>(DIFFERENT, [projectId])
  const different = rows[0]?.n ?? -1
  if (different !== 0) throw new Error(`${different} hourly rows differ between the rebuild and SQL`)
  const counted = await client.query<{ n: number }>('SELECT count(*) AS n FROM rebuilt')
  return counted.rows[0]?.n ?? 0
}
