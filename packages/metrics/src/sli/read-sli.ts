import type { AlertWindow, SliReading } from '@tidemark/contracts'
import { mapSqlError } from '@tidemark/db/sql-errors'
import { askRuns, countRuns, type RunQuestion, totalsByWorkflow } from './ask-runs.ts'
import { judgeServiceLevel, type RunFacts } from './service-level.ts'
import { loadProject, type SliContext } from './sli-context.ts'
import { windowEndingAt } from './sli-window.ts'
import { readConfigs, type SliConfig, targetsOf } from './targets.ts'

export interface SliQuestion {
  readonly projectId: number
  /** null: all workflows of the project */
  readonly workflow: string | null
  /** null: the window of the targets */
  readonly window: AlertWindow | null
  /** epoch ms at which the rolling window ends; the minute it lies in counts as a whole */
  readonly now: number
}

/** Exact counts of finished runs, and the p95 of their durations from the merged sketch (within 1 %). */
export async function readRunFacts(context: SliContext, question: RunQuestion): Promise<RunFacts> {
  const [succeeded, failed, duration] = await Promise.all([
    countRuns(context, question, 'runs_succeeded'),
    countRuns(context, question, 'run_failures'),
    askRuns(context, question, 'run_duration', { stat: 'p95' }),
  ])
  return { succeeded, failed, p95Ms: duration.groups[0]?.total ?? null }
}

/** `readRunFacts` of every workflow that finished a run, by name. */
export async function readFactsByWorkflow(
  context: SliContext,
  question: RunQuestion,
): Promise<ReadonlyMap<string, RunFacts>> {
  const [succeeded, failed, p95] = await Promise.all([
    totalsByWorkflow(context, question, 'runs_succeeded'),
    totalsByWorkflow(context, question, 'run_failures'),
    totalsByWorkflow(context, question, 'run_duration', 'p95'),
  ])
  const names = [...new Set([...succeeded.keys(), ...failed.keys()])].sort()
  const factsOf = (name: string): RunFacts => ({
    succeeded: Math.round(succeeded.get(name) ?? 0),
    failed: Math.round(failed.get(name) ?? 0),
    p95Ms: p95.get(name) ?? null,
  })
  return new Map(names.map((name) => [name, factsOf(name)] as const))
}

/** What is told of a service level: the facts, what they are held against, and the judgement. Pure. */
export function toReading(facts: RunFacts, config: SliConfig, range: { from: number; to: number }): SliReading {
  const target = targetsOf(config)
  return {
    ...judgeServiceLevel(facts, target),
    p95Ms: facts.p95Ms,
    totalRuns: facts.succeeded + facts.failed,
    successfulRuns: facts.succeeded,
    failedRuns: facts.failed,
    windowStart: new Date(range.from).toISOString(),
    windowEnd: new Date(range.to).toISOString(),
    target,
  }
}

/**
 * The service level of a project or workflow over a rolling window. Numbers are null where nothing ran.
 * @throws TidemarkError not_found (project), unavailable
 */
export async function readSli(context: SliContext, question: SliQuestion): Promise<SliReading> {
  const { projectId, workflow, window, now } = question
  try {
    const project = await loadProject(context, projectId)
    const config = (await readConfigs(context, projectId))(workflow)
    const range = windowEndingAt(window ?? config.window, now)
    return toReading(await readRunFacts(context, { project, workflow, range, now }), config, range)
  } catch (error) {
    throw mapSqlError(error)
  }
}
