import type { WorkflowBreakdown } from '@tidemark/contracts'
import { totalsByWorkflow } from './ask-runs.ts'
import { readFactsByWorkflow } from './read-sli.ts'
import { showMs, showPercent } from './round.ts'
import { judgeServiceLevel } from './service-level.ts'
import type { SliContext } from './sli-context.ts'
import { windowEndingAt } from './sli-window.ts'
import { readConfigs, targetsOf } from './targets.ts'
import type { OverviewQuestion } from './workflow-overview.ts'

/** Each workflow that finished a run, the one with the most failures first; rounded for show. Throws `unavailable`. */
export async function readBreakdown(
  context: SliContext,
  { project, workflow, window, now }: OverviewQuestion,
): Promise<WorkflowBreakdown> {
  const question = { project, workflow, range: windowEndingAt(window, now), now }
  const [configOf, facts, medians] = await Promise.all([
    readConfigs(context, project.id),
    readFactsByWorkflow(context, question),
    totalsByWorkflow(context, question, 'run_duration', 'p50'),
  ])
  const workflows = [...facts].map(([workflowId, runs]) => {
    const level = judgeServiceLevel(runs, targetsOf(configOf(workflowId)))
    return {
      workflowId,
      runs: runs.succeeded + runs.failed,
      failed: runs.failed,
      successPct: showPercent(level.successPct),
      p50Ms: showMs(medians.get(workflowId) ?? null),
      p95Ms: showMs(runs.p95Ms),
      errorBudgetBurnPct: showPercent(level.errorBudgetBurnPct),
      violatesTarget: level.violatesTarget,
      belowObjective: level.belowObjective,
    }
  })
  return { workflows: workflows.sort((a, b) => b.failed - a.failed || b.runs - a.runs), window }
}
