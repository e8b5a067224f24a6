import type { SliConfigInput, SliConfigView } from '@tidemark/contracts'
import { uuidv7 } from '@tidemark/platform'
import { recordAudit } from '../audit/record-audit.ts'
import type { ServiceContext } from '../context.ts'
import { inTransaction } from '../in-transaction.ts'
import { requireRole } from '../require-role.ts'

type Saved = { id: string; created_at: Date; updated_at: Date }

/** Sets the targets of the project, or of one of its workflows, whichever `workflowId` says. Throws `forbidden`. */
export async function saveSliConfig(ctx: ServiceContext, input: SliConfigInput): Promise<SliConfigView> {
  requireRole(ctx, 'editor')
  const { targetSuccessPct, targetP95Ms, errorBudgetPct, window, workflowId = null } = input
  const targets = { targetSuccessPct, targetP95Ms, errorBudgetPct, window }
  return inTransaction(ctx, async (tx) => {
    const now = new Date(ctx.now())
    // Prisma's upsert knows no key with a null in it.
    const [row] = await tx.$queryRaw<Saved[]>`
      INSERT INTO sli_config (id, project_id, workflow, target_success_pct, target_p95_ms, error_budget_pct, "window",
        created_at, updated_at)
      VALUES (${uuidv7(ctx.now())}::uuid, ${ctx.project.id}, ${workflowId}, ${targetSuccessPct}::numeric, ${targetP95Ms},
        ${errorBudgetPct}::numeric, ${window}, ${now}, ${now})
      ON CONFLICT (project_id, workflow) DO UPDATE SET target_success_pct = excluded.target_success_pct,
        target_p95_ms = excluded.target_p95_ms, error_budget_pct = excluded.error_budget_pct, "window" = excluded."window",
        updated_at = excluded.updated_at
      RETURNING id, created_at, updated_at`
    const { id, created_at, updated_at } = row!
    await recordAudit(tx, ctx, {
      action: 'sli_config.save',
      subject: id,
      details: { workflow: workflowId, ...targets },
    })
    return {
      id,
      projectId: ctx.project.slug,
      workflowId,
      ...targets,
      source: workflowId === null ? 'project' : 'workflow',
      createdAt: created_at.toISOString(),
      updatedAt: updated_at.toISOString(),
    }
  })
}
