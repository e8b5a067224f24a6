import type {
  WorkflowBreakdown,
  WorkflowOverview,
  WorkflowQuery,
  WorkflowSli,
  WorkflowTimeseries,
  WorkflowTimeseriesQuery,
} from '@tidemark/contracts'
import { mapSqlError } from '@tidemark/db/sql-errors'
import { type Clock, systemClock } from '@tidemark/platform'
import type { QueryProject } from '../query/query-context.ts'
import type { SliContext } from './sli-context.ts'
import { readBreakdown } from './workflow-breakdown.ts'
import { readOverview } from './workflow-overview.ts'
import { readWorkflowSli } from './workflow-sli.ts'
import { readTimeseries } from './workflow-timeseries.ts'

type Questioned = { readonly workflowId?: string | undefined; readonly window: WorkflowQuery['window'] }
type Project = QueryProject & { readonly slug: string }

/** What every surface answers about the runs of a project. `projectId` of a question is not looked at: access decided. */
export interface WorkflowAnalytics {
  overview(project: Project, query: WorkflowQuery): Promise<WorkflowOverview>
  timeseries(project: Project, query: WorkflowTimeseriesQuery): Promise<WorkflowTimeseries>
  sli(project: Project, query: WorkflowQuery): Promise<WorkflowSli>
  breakdown(project: Project, query: WorkflowQuery): Promise<WorkflowBreakdown>
}

/** The analytics of workflow runs; windows end when they are asked for. Answers throw `invalid_input`, `unavailable`. */
export function createWorkflowAnalytics(context: SliContext, clock: Clock = systemClock): WorkflowAnalytics {
  const questionOf = (project: Project, query: Questioned) => ({
    project,
    workflow: query.workflowId ?? null,
    window: query.window,
    now: clock(),
  })
  const answer = async <T>(reading: Promise<T>): Promise<T> => {
    try {
      return await reading
    } catch (error) {
      throw mapSqlError(error)
    }
  }
  return {
    overview: (project, query) => answer(readOverview(context, questionOf(project, query))),
    timeseries: (project, query) =>
      answer(readTimeseries(context, { ...questionOf(project, query), bucket: query.bucket })),
    sli: (project, query) => answer(readWorkflowSli(context, questionOf(project, query))),
    breakdown: (project, query) => answer(readBreakdown(context, questionOf(project, query))),
  }
}
