import { FunnelQuery, FunnelResult, ProjectSlug, StallQuery, StallResult } from '@tidemark/contracts'
import { z } from 'zod'
import { procedure, router } from '../procedure.ts'

export const funnelRouter = router({
  query: procedure.viewer
    .input(z.strictObject({ project: ProjectSlug, query: FunnelQuery }))
    .output(FunnelResult)
    .query(({ ctx, input }) => ctx.metrics.funnel(ctx.service, input.query)),

  /** Who got stuck, and where. */
  stall: procedure.viewer
    .input(z.strictObject({ project: ProjectSlug, query: StallQuery }))
    .output(StallResult)
    .query(({ ctx, input }) => ctx.metrics.stall(ctx.service, input.query)),
})
