import { OTHER_VALUE } from '@tidemark/contracts'
import { mapSqlError } from '@tidemark/db/sql-errors'
import { totalsByWorkflow } from './ask-runs.ts'
import { loadProject, type SliContext } from './sli-context.ts'

/**
 * Names of the workflows that finished a run in [from, to), epoch ms, in order. What lies beyond the budget of names has
 * none. Throws `not_found` (project), `unavailable`.
 */
export async function listWorkflows(
  context: SliContext,
  { projectId, from, to }: { projectId: number; from: number; to: number },
): Promise<string[]> {
  try {
    const project = await loadProject(context, projectId)
    const question = { project, workflow: null, range: { from, to }, now: to }
    const runs = await totalsByWorkflow(context, question, 'runs_finished')
    return [...runs]
      .filter(([name, n]) => name !== OTHER_VALUE && n > 0)
      .map(([name]) => name)
      .sort()
  } catch (error) {
    throw mapSqlError(error)
  }
}
