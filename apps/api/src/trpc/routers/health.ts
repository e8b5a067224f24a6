import { HealthQuery, HealthResult, ProjectSlug } from '@tidemark/contracts'
import { z } from 'zod'
import { procedure, router } from '../procedure.ts'

export const healthRouter = router({
  /** The state of every declared subsystem now, and uptime over a range. */
  overview: procedure.viewer
    .input(z.strictObject({ project: ProjectSlug, query: HealthQuery }))
    .output(HealthResult)
    .query(({ ctx, input }) => ctx.metrics.health(ctx.service.project, input.query)),
})
