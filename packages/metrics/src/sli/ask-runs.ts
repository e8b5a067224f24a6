import type { MetricGroup, MetricQuery, MetricResult } from '@tidemark/contracts'
import type { QueryProject } from '../query/query-context.ts'
import { queryMetric } from '../query/query-metric.ts'
import type { SliContext } from './sli-context.ts'

/** Metrics of the pack of workflow runs that service levels and their pages are made of. */
type RunMetric =
  | 'runs_finished'
  | 'runs_succeeded'
  | 'run_failures'
  | 'run_duration'
  | 'pdf_succeeded'
  | 'pdf_failures'
  | 'docx_succeeded'
  | 'docx_failures'
  | 'queue_enqueued'
  | 'queue_dequeued'

export interface RunQuestion {
  readonly project: QueryProject
  /** null: all workflows */
  readonly workflow: string | null
  readonly range: { readonly from: number; readonly to: number }
  readonly now: number
}

/** The budget of the dimension and the value that stands for everything beyond it. */
const WORKFLOWS_MAX = 2_001

const filtersOf = (workflow: string | null): MetricQuery['filters'] =>
  workflow === null ? [] : [{ dimension: 'workflow', op: 'in', values: [workflow] }]

/** Asks one metric of the runs of a project or workflow, through the one query path. */
export function askRuns(
  context: SliContext,
  { project, workflow, range, now }: RunQuestion,
  metric: RunMetric,
  ask: Partial<Pick<MetricQuery, 'stat' | 'bucket' | 'breakdown'>> = {},
): Promise<MetricResult> {
  const query: MetricQuery = {
    metric: `workflow-runs.${metric}`,
    stat: 'value',
    range,
    bucket: 'total',
    filters: filtersOf(workflow),
    breakdown: [],
    limit: WORKFLOWS_MAX,
    ...ask,
  }
  return queryMetric({ ...context, clock: () => now }, project, query)
}

/** A count over the whole range: nothing collected is no run. */
export async function countRuns(context: SliContext, question: RunQuestion, metric: RunMetric): Promise<number> {
  const { groups } = await askRuns(context, question, metric)
  return Math.round(groups[0]?.total ?? 0)
}

/** Totals by workflow; events that name none are left out. */
export async function totalsByWorkflow(
  context: SliContext,
  question: RunQuestion,
  metric: RunMetric,
  stat: MetricQuery['stat'] = 'value',
): Promise<ReadonlyMap<string, number>> {
  const { groups } = await askRuns(context, question, metric, { stat, breakdown: ['workflow'] })
  const named = (group: MetricGroup) => group.role === 'group' && group.key[0] != null && group.total !== null
  return new Map(groups.filter(named).map((group) => [group.key[0]!, group.total!]))
}
