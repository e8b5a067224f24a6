import type { CorrectionView } from '@tidemark/contracts'
import type { ServiceContext } from '../context.ts'
import { requireRole } from '../require-role.ts'
import { toCorrectionView } from './to-correction-view.ts'

const NEWEST = 200

/** The newest stretches that are left out of objectives. Throws `forbidden`. */
export async function listCorrections(ctx: ServiceContext): Promise<CorrectionView[]> {
  requireRole(ctx, 'viewer')
  const rows = await ctx.prisma.sloCorrection.findMany({
    where: { projectId: ctx.project.id },
    orderBy: [{ fromAt: 'desc' }, { id: 'desc' }],
    take: NEWEST,
  })
  return rows.map(toCorrectionView)
}
