import { MetricQuery, MetricResult, ProjectSlug } from '@tidemark/contracts'
import { z } from 'zod'
import { procedure, router } from '../procedure.ts'

export const metricRouter = router({
  query: procedure.viewer
    .input(z.strictObject({ project: ProjectSlug, query: MetricQuery }))
    .output(MetricResult)
    .query(({ ctx, input }) => ctx.metrics.query(ctx.service.project, input.query)),
})
