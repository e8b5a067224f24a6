import type { AlertWindow, SliReading } from '@tidemark/contracts'
import { mapSqlError } from '@tidemark/db/sql-errors'
import { listWorkflows } from './list-workflows.ts'
import { readFactsByWorkflow, toReading } from './read-sli.ts'
import type { RunFacts } from './service-level.ts'
import { loadProject, type SliContext } from './sli-context.ts'
import { windowEndingAt } from './sli-window.ts'
import { readConfigs } from './targets.ts'

export interface WorkflowsQuestion {
  readonly projectId: number
  /** null: for each workflow the window of its targets */
  readonly window: AlertWindow | null
  /** workflows that finished a run since then have a reading, epoch ms */
  readonly listedFrom: number
  /** epoch ms at which the rolling windows end */
  readonly now: number
}

const NO_RUNS: RunFacts = { succeeded: 0, failed: 0, p95Ms: null }

/**
 * `readSli` of every workflow of a project, by name: one read per window, however many workflows there are.
 * @throws TidemarkError not_found (project), unavailable
 */
export async function readSliByWorkflow(
  context: SliContext,
  { projectId, window, listedFrom, now }: WorkflowsQuestion,
): Promise<ReadonlyMap<string, SliReading>> {
  try {
    const project = await loadProject(context, projectId)
    const configOf = await readConfigs(context, projectId)
    const names = await listWorkflows(context, { projectId, from: listedFrom, to: now })
    const byWindow = Map.groupBy(names, (name) => window ?? configOf(name).window)
    const readings = new Map<string, SliReading>()
    for (const [length, members] of byWindow) {
      const range = windowEndingAt(length, now)
      const facts = await readFactsByWorkflow(context, { project, workflow: null, range, now })
      for (const name of members) readings.set(name, toReading(facts.get(name) ?? NO_RUNS, configOf(name), range))
    }
    return readings
  } catch (error) {
    throw mapSqlError(error)
  }
}
