import type { SliWindow, WorkflowSli } from '@tidemark/contracts'
import { judgeServiceLevel } from './service-level.ts'
import type { SliContext } from './sli-context.ts'

/** A week of hourly snapshots. */
const SHOWN = 168

interface SnapshotRow {
  start: Date
  end: Date
  good: number
  total: number
  p95: number | null
  success: number
  target_p95: number
  budget: number
  created: Date
}

/** The newest 168 saved windows of a scope, oldest first, judged by the targets of their time. */
export async function readHistory(
  { pool }: Pick<SliContext, 'pool'>,
  { projectId, workflow, window }: { projectId: number; workflow: string | null; window: SliWindow },
): Promise<WorkflowSli['history']> {
  // Two conditions, since an index serves either but not IS NOT DISTINCT FROM.
  const scope = workflow === null ? 'workflow IS NULL AND $2::text IS NULL' : 'workflow = $2'
  const { rows } = await pool.query<SnapshotRow>(
    `SELECT window_start AS start, window_end AS "end", good, total, p95_ms AS p95, target_success_pct::float8 AS success,
      target_p95_ms AS target_p95, error_budget_pct::float8 AS budget, created_at AS created
     FROM sli_window_snapshot WHERE project_id = $1 AND ${scope} AND "window" = $3
     ORDER BY snapshot_at DESC LIMIT $4`,
    [projectId, workflow, window, SHOWN],
  )
  return rows.reverse().map((row) => {
    const facts = { succeeded: row.good, failed: row.total - row.good, p95Ms: row.p95 }
    const targets = { successPct: row.success, p95Ms: row.target_p95, errorBudgetPct: row.budget }
    const { successPct, errorBudgetBurnPct } = judgeServiceLevel(facts, targets)
    return {
      windowStart: row.start.toISOString(),
      windowEnd: row.end.toISOString(),
      successPct,
      p95Ms: row.p95,
      errorBudgetBurnPct,
      createdAt: row.created.toISOString(),
    }
  })
}
