import type { WorkflowSli } from '@tidemark/contracts'
import { readHistory } from './read-history.ts'
import { readRunFacts, toReading } from './read-sli.ts'
import type { SliContext } from './sli-context.ts'
import { windowEndingAt } from './sli-window.ts'
import { readConfigs } from './targets.ts'
import type { OverviewQuestion } from './workflow-overview.ts'

/** The service level of a scope as it is, its targets, and what was saved of it; rounded nowhere. Throws `unavailable`. */
export async function readWorkflowSli(
  context: SliContext,
  { project, workflow, window, now }: OverviewQuestion & { readonly project: { readonly slug: string } },
): Promise<WorkflowSli> {
  const range = windowEndingAt(window, now)
  const [configOf, facts, history] = await Promise.all([
    readConfigs(context, project.id),
    readRunFacts(context, { project, workflow, range, now }),
    readHistory(context, { projectId: project.id, workflow, window }),
  ])
  const config = configOf(workflow)
  return { current: toReading(facts, config, range), config: { ...config, projectId: project.slug }, history }
}
