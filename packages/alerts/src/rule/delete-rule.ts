import { recordAudit, requireRole, type ServiceContext } from '@tidemark/workspace'
import { inTransaction } from '@tidemark/workspace/in-transaction'
import { lockRule } from './lock-rule.ts'
import { retireInstances } from './retire-instances.ts'

/** Deletes a rule: open episodes end with that reason, history stays. Throws `forbidden`, `not_found`. */
export async function deleteRule(ctx: ServiceContext, id: string): Promise<void> {
  requireRole(ctx, 'editor')
  await inTransaction(ctx, async (tx) => {
    const row = await lockRule(tx, ctx, id)
    await retireInstances(tx, ctx, row, 'rule_deleted')
    await tx.alertRule.update({
      where: { id },
      data: { deletedAt: new Date(ctx.now()), enabled: false, version: { increment: 1 } },
    })
    await recordAudit(tx, ctx, { action: 'alert_rule.delete', subject: id, details: { name: row.name } })
  })
}
