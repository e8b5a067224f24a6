import { ExperimentQuery, ExperimentResult, ProjectSlug } from '@tidemark/contracts'
import { experimentReportCsv } from '@tidemark/metrics'
import { z } from 'zod'
import { procedure, router } from '../procedure.ts'

const Question = z.strictObject({ project: ProjectSlug, query: ExperimentQuery })

export const experimentRouter = router({
  /** The experiments that exposures have named so far. */
  names: procedure.viewer
    .input(z.strictObject({ project: ProjectSlug, experiment: ExperimentQuery.shape.experiment }))
    .output(z.array(z.string()))
    .query(({ ctx, input }) => ctx.metrics.experiments.names(ctx.service.project.id, input.experiment)),

  read: procedure.viewer
    .input(Question)
    .output(ExperimentResult)
    .query(({ ctx, input }) => ctx.metrics.experiments.read(ctx.service, input.query)),

  /** The same as CSV. */
  report: procedure.viewer
    .input(Question)
    .output(z.strictObject({ csv: z.string() }))
    .query(async ({ ctx, input }) => ({
      csv: experimentReportCsv(await ctx.metrics.experiments.read(ctx.service, input.query)),
    })),
})
