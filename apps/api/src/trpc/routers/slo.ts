import { CorrectionInput, CorrectionView, ProjectSlug, SloQuery, SloResult } from '@tidemark/contracts'
import { addCorrection, listCorrections, removeCorrection } from '@tidemark/workspace'
import { z } from 'zod'
import { procedure, router } from '../procedure.ts'

export const sloRouter = router({
  /** How one objective stands: counts, budget, burn rates, days. */
  read: procedure.viewer
    .input(z.strictObject({ project: ProjectSlug, query: SloQuery }))
    .output(SloResult)
    .query(({ ctx, input }) => ctx.metrics.slo(ctx.service, input.query)),

  corrections: procedure.viewer
    .input(z.strictObject({ project: ProjectSlug }))
    .output(z.array(CorrectionView))
    .query(({ ctx }) => listCorrections(ctx.service)),

  addCorrection: procedure.editor
    .input(CorrectionInput)
    .output(CorrectionView)
    .mutation(({ ctx, input }) => addCorrection(ctx.service, input)),

  removeCorrection: procedure.editor
    .input(z.strictObject({ project: ProjectSlug, id: z.uuid() }))
    .output(z.null())
    .mutation(async ({ ctx, input }) => {
      await removeCorrection(ctx.service, input.id)
      return null
    }),
})
