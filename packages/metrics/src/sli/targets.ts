import { SLI_DEFAULTS, type SliConfigView, type SliWindow } from '@tidemark/contracts'
import type { SliContext } from './sli-context.ts'

/** Targets as they apply to a scope, and where they come from. */
export type SliConfig = Omit<SliConfigView, 'projectId'>

interface ConfigRow {
  id: string
  workflow: string | null
  success: number
  p95: number
  budget: number
  window: SliWindow
  createdAt: Date
  updatedAt: Date
}

const DEFAULTS: SliConfig = {
  ...SLI_DEFAULTS,
  id: null,
  workflowId: null,
  source: 'default',
  createdAt: null,
  updatedAt: null,
}

const toConfig = (row: ConfigRow): SliConfig => ({
  id: row.id,
  workflowId: row.workflow,
  targetSuccessPct: row.success,
  targetP95Ms: row.p95,
  errorBudgetPct: row.budget,
  window: row.window,
  source: row.workflow === null ? 'project' : 'workflow',
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
})

/** A workflow has its own targets, or those of the project, or the defaults: never a mixture. */
export type ConfigOf = (workflow: string | null) => SliConfig

/** Every target of a project, as a function from scope to what applies there. */
export async function readConfigs({ pool }: Pick<SliContext, 'pool'>, projectId: number): Promise<ConfigOf> {
  const { rows } = await pool.query<ConfigRow>(
    `SELECT id, workflow, target_success_pct::float8 AS success, target_p95_ms AS p95, error_budget_pct::float8 AS budget,
      "window", created_at AS "createdAt", updated_at AS "updatedAt"
     FROM sli_config WHERE project_id = $1`,
    [projectId],
  )
  const configs = new Map(rows.map((row) => [row.workflow, toConfig(row)]))
  return (workflow) => configs.get(workflow) ?? configs.get(null) ?? DEFAULTS
}

export const targetsOf = ({ targetSuccessPct, targetP95Ms, errorBudgetPct }: SliConfig) => ({
  successPct: targetSuccessPct,
  p95Ms: targetP95Ms,
  errorBudgetPct,
})
