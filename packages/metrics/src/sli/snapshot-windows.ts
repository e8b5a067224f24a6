import type { SliReading, SliWindow } from '@tidemark/contracts'
import type { Pool } from '@tidemark/db'
import { mapSqlError } from '@tidemark/db/sql-errors'
import type { RunQuestion } from './ask-runs.ts'
import { readFactsByWorkflow, readRunFacts, toReading } from './read-sli.ts'
import type { RunFacts } from './service-level.ts'
import { loadProject, type SliContext } from './sli-context.ts'
import { windowEndingAt } from './sli-window.ts'
import { type ConfigOf, readConfigs } from './targets.ts'

const HOUR_MS = 3_600_000

/** A service level as it was saved. */
export interface SliSnapshot {
  /** null: all workflows of the project */
  readonly workflow: string | null
  readonly window: SliWindow
  readonly reading: SliReading
}

export interface SnapshotContext extends SliContext {
  /** where snapshots are written */
  readonly work: Pool
}

export interface SnapshotQuestion {
  readonly projectId: number
  /** null: the project and each of its workflows */
  readonly workflow: string | null
  readonly windows: readonly SliWindow[]
  /** epoch ms at which the windows end */
  readonly now: number
}

// A second look within the hour replaces the first: one row per scope, window and hour, however often it is asked for.
const SAVE = `
  INSERT INTO sli_window_snapshot (project_id, workflow, "window", snapshot_at, window_start, window_end, good, total, p95_ms,
    target_success_pct, target_p95_ms, error_budget_pct)
  SELECT $1, workflow, $2, $3, $4, $5, good, total, p95, success, target_p95, budget
  FROM jsonb_to_recordset($6::jsonb) AS t (workflow text, good bigint, total bigint, p95 float8, success numeric,
    target_p95 int, budget numeric)
  ON CONFLICT (project_id, workflow, "window", snapshot_at) DO UPDATE SET
    window_start = excluded.window_start, window_end = excluded.window_end, good = excluded.good, total = excluded.total,
    p95_ms = excluded.p95_ms, target_success_pct = excluded.target_success_pct, target_p95_ms = excluded.target_p95_ms,
    error_budget_pct = excluded.error_budget_pct`

async function save(work: Pool, projectId: number, window: SliWindow, snapshots: readonly SliSnapshot[]) {
  const first = snapshots[0]?.reading
  if (first === undefined) return
  const at = new Date(Math.floor(Date.parse(first.windowEnd) / HOUR_MS) * HOUR_MS)
  const rows = snapshots.map(({ workflow, reading: { successfulRuns, totalRuns, p95Ms, target } }) => ({
    workflow,
    good: successfulRuns,
    total: totalRuns,
    p95: p95Ms,
    success: target.successPct,
    target_p95: target.p95Ms,
    budget: target.errorBudgetPct,
  }))
  await work.query(SAVE, [projectId, window, at, first.windowStart, first.windowEnd, JSON.stringify(rows)])
}

async function readScopes(
  context: SliContext,
  question: RunQuestion,
): Promise<readonly (readonly [string | null, RunFacts])[]> {
  const scope = [question.workflow, await readRunFacts(context, question)] as const
  return question.workflow === null ? [scope, ...(await readFactsByWorkflow(context, question))] : [scope]
}

async function snapshotWindow(
  context: SnapshotContext,
  configOf: ConfigOf,
  question: RunQuestion,
  window: SliWindow,
): Promise<SliSnapshot[]> {
  const snapshots = (await readScopes(context, question)).map(([workflow, facts]) => ({
    workflow,
    window,
    reading: toReading(facts, configOf(workflow), question.range),
  }))
  await save(context.work, question.project.id, window, snapshots)
  return snapshots
}

/**
 * Computes service levels of a project and its workflows and keeps them as history.
 * @throws TidemarkError not_found (project), unavailable
 */
export async function snapshotWindows(
  context: SnapshotContext,
  { projectId, workflow, windows, now }: SnapshotQuestion,
): Promise<SliSnapshot[]> {
  try {
    const project = await loadProject(context, projectId)
    const configOf = await readConfigs(context, projectId)
    const snapshots: SliSnapshot[] = []
    for (const window of windows) {
      const question = { project, workflow, range: windowEndingAt(window, now), now }
      snapshots.push(...(await snapshotWindow(context, configOf, question, window)))
    }
    return snapshots
  } catch (error) {
    throw mapSqlError(error)
  }
}

/** Projects that ever finished a run. */
export async function projectsWithRuns({ pool }: Pick<SliContext, 'pool'>): Promise<number[]> {
  const { rows } = await pool.query<{ id: number }>(
    "SELECT DISTINCT project_id AS id FROM series WHERE event_type IN ('run_succeeded', 'run_failed') ORDER BY id",
  )
  return rows.map(({ id }) => id)
}
