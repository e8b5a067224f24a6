import {
  SliConfigInput,
  SliConfigView,
  WorkflowBreakdown,
  WorkflowOverview,
  WorkflowQuery,
  WorkflowSli,
  WorkflowTimeseries,
  WorkflowTimeseriesQuery,
} from '@tidemark/contracts'
import { saveSliConfig } from '@tidemark/workspace'
import { procedure, router } from '../procedure.ts'

export const workflowAnalyticsRouter = router({
  overview: procedure.viewer
    .input(WorkflowQuery)
    .output(WorkflowOverview)
    .query(({ ctx, input }) => ctx.metrics.workflows.overview(ctx.service.project, input)),

  timeseries: procedure.viewer
    .input(WorkflowTimeseriesQuery)
    .output(WorkflowTimeseries)
    .query(({ ctx, input }) => ctx.metrics.workflows.timeseries(ctx.service.project, input)),

  sli: procedure.viewer
    .input(WorkflowQuery)
    .output(WorkflowSli)
    .query(({ ctx, input }) => ctx.metrics.workflows.sli(ctx.service.project, input)),

  /** One row per workflow: where to look first. */
  breakdown: procedure.viewer
    .input(WorkflowQuery)
    .output(WorkflowBreakdown)
    .query(({ ctx, input }) => ctx.metrics.workflows.breakdown(ctx.service.project, input)),

  saveSliConfig: procedure.editor
    .input(SliConfigInput)
    .output(SliConfigView)
    .mutation(({ ctx, input }) => saveSliConfig(ctx.service, input)),
})
