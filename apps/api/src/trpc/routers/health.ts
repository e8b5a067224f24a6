import { HealthQuery, HealthResult, LiveHealth, ProjectSlug } from '@tidemark/contracts'
import { SELF_PROJECT } from '@tidemark/workspace'
import { z } from 'zod'
import { procedure, router } from '../procedure.ts'

export const healthRouter = router({
  /** The state of every declared subsystem now, and uptime over a range. */
  overview: procedure.viewer
    .input(z.strictObject({ project: ProjectSlug, query: HealthQuery }))
    .output(HealthResult)
    .query(({ ctx, input }) => ctx.metrics.health(ctx.service, input.query)),

  /** What the Prometheus targets say right now; they belong to the project that Tidemark records itself in. */
  realtime: procedure.viewer
    .input(z.strictObject({ project: ProjectSlug }))
    .output(LiveHealth)
    .query(({ ctx }) =>
      ctx.service.project.slug === SELF_PROJECT ? ctx.readTargets() : { at: ctx.now(), targets: [] },
    ),
})
