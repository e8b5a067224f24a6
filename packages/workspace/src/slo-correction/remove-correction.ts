import { notFound } from '@tidemark/platform'
import { recordAudit } from '../audit/record-audit.ts'
import type { ServiceContext } from '../context.ts'
import { inTransaction } from '../in-transaction.ts'
import { requireRole } from '../require-role.ts'

/** Lets a stretch count again. Throws `forbidden`, `not_found`. */
export async function removeCorrection(ctx: ServiceContext, id: string): Promise<void> {
  requireRole(ctx, 'editor')
  await inTransaction(ctx, async (tx) => {
    const { count } = await tx.sloCorrection.deleteMany({ where: { id, projectId: ctx.project.id } })
    if (count === 0) throw notFound('There is no such correction.')
    await recordAudit(tx, ctx, { action: 'slo_correction.remove', subject: id, details: {} })
  })
}
