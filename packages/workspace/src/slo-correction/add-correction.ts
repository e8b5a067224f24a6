import type { CorrectionInput, CorrectionView } from '@tidemark/contracts'
import { uuidv7 } from '@tidemark/platform'
import { recordAudit } from '../audit/record-audit.ts'
import { actorName, type ServiceContext } from '../context.ts'
import { inTransaction } from '../in-transaction.ts'
import { requireRole } from '../require-role.ts'
import { toCorrectionView } from './to-correction-view.ts'

/** Leaves a stretch out of one objective, or of all of the project and its uptime. Throws `forbidden`. */
export async function addCorrection(
  ctx: ServiceContext,
  { slo, range, reason }: CorrectionInput,
): Promise<CorrectionView> {
  requireRole(ctx, 'editor')
  return inTransaction(ctx, async (tx) => {
    const row = await tx.sloCorrection.create({
      data: {
        id: uuidv7(ctx.now()),
        projectId: ctx.project.id,
        slo,
        fromAt: new Date(range.from),
        toAt: new Date(range.to),
        reason,
        createdBy: actorName(ctx.actor),
        createdAt: new Date(ctx.now()),
      },
    })
    await recordAudit(tx, ctx, { action: 'slo_correction.add', subject: row.id, details: { slo, range, reason } })
    return toCorrectionView(row)
  })
}
