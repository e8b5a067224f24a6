import { AnyQuery, MetricResult, ProjectSlug, SummaryItem, SummaryQuery } from '@tidemark/contracts'
import { z } from 'zod'
import { procedure, router } from '../procedure.ts'

export const metricRouter = router({
  query: procedure.viewer
    .input(z.strictObject({ project: ProjectSlug, query: AnyQuery }))
    .output(MetricResult)
    .query(({ ctx, input }) => ctx.metrics.query(ctx.service, input.query)),
  summary: procedure.viewer
    .input(z.strictObject({ project: ProjectSlug, queries: SummaryQuery }))
    .output(z.array(SummaryItem))
    .query(({ ctx, input }) => ctx.metrics.summary(ctx.service, input.queries)),
})
