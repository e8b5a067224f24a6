import type { Pool } from '@tidemark/db'
import { buildCatalog } from '@tidemark/metrics'
import { packs } from '@tidemark/packs'

/** What the database holds after the storm, held against what the sender was told. */
export type Verdict = {
  /** acknowledged ids that are neither stored nor kept as rejected */
  lost: number
  /** raw rows beyond one per id, plus what the rollups count beyond the raw rows */
  duplicated: number
  /** raw rows */
  stored: number
  /** events counted by the rollups, per grain; each must equal `stored` */
  rollupEvents: Record<string, number>
  /** outcome counts; received = stored + duplicate + rejected + opted_out */
  outcomes: Record<string, number>
  /** received minus the sum of its outcomes */
  unaccounted: number
}

const GRAIN_NAMES: Record<number, string> = { 1: '1m', 2: '5m', 3: '1h', 4: '1d', 5: '1w' }
const CHUNK = 50_000

/** Asks the database alone: nothing in memory of any Tidemark process counts. */
export async function judge(pool: Pool, projectId: number, acknowledged: ReadonlySet<string>): Promise<Verdict> {
  const { rows: raw } = await pool.query<{ n: number; ids: number }>(
    'SELECT count(*) AS n, count(DISTINCT id) AS ids FROM event WHERE project_id = $1',
    [projectId],
  )
  const stored = raw[0]?.n ?? 0
  const rollupEvents = await countRollups(pool, projectId)
  const surplus = Object.values(rollupEvents).map((n) => Math.max(0, n - stored))
  const outcomes = await countOutcomes(pool, projectId)
  const { received = 0, ...rest } = outcomes
  return {
    lost: await countLost(pool, projectId, [...acknowledged]),
    duplicated: stored - (raw[0]?.ids ?? 0) + Math.max(0, ...surplus),
    stored,
    rollupEvents,
    outcomes,
    unaccounted: received - Object.values(rest).reduce((sum, n) => sum + n, 0),
  }
}

/** How many batches and dirty marks of a project still wait; Tidemark's own project never comes to rest. */
export async function countWaiting(pool: Pool, projectId: number): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    `SELECT (SELECT count(*) FROM inbox WHERE project_id = $1)
       + (SELECT count(*) FROM rollup_dirty WHERE project_id = $1) AS n`,
    [projectId],
  )
  return rows[0]?.n ?? 0
}

async function countLost(pool: Pool, projectId: number, ids: readonly string[]): Promise<number> {
  let lost = 0
  for (let from = 0; from < ids.length; from += CHUNK) {
    const { rows } = await pool.query<{ n: number }>(
      `SELECT count(*) AS n FROM unnest($2::uuid[]) AS sent (id)
       WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.project_id = $1 AND e.id = sent.id)
         AND NOT EXISTS (SELECT 1 FROM event_rejected r WHERE r.project_id = $1 AND r.event_id = sent.id::text)`,
      [projectId, ids.slice(from, from + CHUNK)],
    )
    lost += rows[0]?.n ?? 0
  }
  return lost
}

async function countRollups(pool: Pool, projectId: number): Promise<Record<string, number>> {
  const entries = [...buildCatalog(packs).events.values()]
  const { rows } = await pool.query<{ grain: number; n: number }>(
    `SELECT r.grain, sum(r.n)::bigint AS n FROM rollup r JOIN series s ON s.id = r.series_id
     JOIN unnest($2::text[], $3::text[]) AS counted (type, measure) ON (counted.type, counted.measure) = (s.event_type, s.measure)
     WHERE s.project_id = $1 GROUP BY r.grain ORDER BY r.grain`,
    [projectId, entries.map(({ type }) => type), entries.map(({ counted }) => counted)],
  )
  const counts = new Map(rows.map(({ grain, n }) => [grain, n]))
  return Object.fromEntries(Object.entries(GRAIN_NAMES).map(([grain, name]) => [name, counts.get(Number(grain)) ?? 0]))
}

async function countOutcomes(pool: Pool, projectId: number): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ outcome: string; n: number }>(
    'SELECT outcome, sum(n)::bigint AS n FROM ingest_outcome WHERE project_id = $1 GROUP BY outcome',
    [projectId],
  )
  return Object.fromEntries(rows.map(({ outcome, n }) => [outcome, n]))
}
