import { PROJECT_COLUMNS, toProject } from '@tidemark/workspace/project/to-project'
import type { AlertContext } from '../alert-context.ts'
import { closedUntil } from './closed-until.ts'
import type { Moment } from './condition.ts'
import { evaluateRule } from './evaluate-rule.ts'
import { explainFailure } from './explain-failure.ts'
import { type Rule, toRule } from './rule.ts'

/** Rules evaluated at the same time by one process. */
const CLAIM_RULES = 4

export type TickReport = {
  readonly rules: number
  readonly transitions: number
  /** the budget ended before all due rules were evaluated */
  readonly more: boolean
}

/** Takes due rules and says when they are due again. Times are the database's, so that processes agree. */
async function claimRules({ prisma }: AlertContext): Promise<{ ids: string[]; now: number }> {
  const rows = await prisma.$queryRaw<{ id: string; now: number }[]>`
    UPDATE alert_rule SET next_run_at = CASE
      WHEN next_run_at + interval_seconds * interval '1 second' > clock_timestamp()
      THEN next_run_at + interval_seconds * interval '1 second'
      ELSE clock_timestamp() + interval_seconds * interval '1 second' END
    WHERE id IN (
      SELECT id FROM alert_rule WHERE enabled AND deleted_at IS NULL AND next_run_at <= clock_timestamp()
      ORDER BY next_run_at LIMIT ${CLAIM_RULES} FOR UPDATE SKIP LOCKED)
    RETURNING id, (date_part('epoch', clock_timestamp()) * 1000)::float8 AS now`
  return { ids: rows.map(({ id }) => id), now: Math.floor(rows[0]?.now ?? 0) }
}

/** When the oldest event that waits to be folded was received, by project: one that lags makes no other wait. */
async function oldestWaiting({ prisma }: AlertContext): Promise<ReadonlyMap<number, number>> {
  const groups = await prisma.inbox.groupBy({ by: ['projectId'], _min: { receivedAt: true } })
  return new Map(
    groups.flatMap(({ projectId, _min }) => (_min.receivedAt ? [[projectId, _min.receivedAt.getTime()]] : [])),
  )
}

/** The rule at its present version. Null when it has been deleted or paused since. */
export async function loadRule({ prisma }: Pick<AlertContext, 'prisma'>, id: string): Promise<Rule | null> {
  const row = await prisma.alertRule.findFirst({ where: { id, enabled: true, deletedAt: null } })
  if (row === null) return null
  const project = await prisma.project.findUniqueOrThrow({ where: { id: row.projectId }, select: PROJECT_COLUMNS })
  return toRule(row, toProject(project))
}

/** One rule, with whatever goes wrong noted on it: a broken rule stops no other. */
async function runRule(
  context: AlertContext,
  id: string,
  { now, waiting }: { now: number; waiting: ReadonlyMap<number, number> },
): Promise<number> {
  const note = (lastError: string | null) =>
    context.prisma.alertRule.updateMany({ where: { id }, data: { lastError, lastEvaluatedAt: new Date(now) } })
  try {
    const rule = await loadRule(context, id)
    if (rule === null) return 0
    const moment: Moment = { now, closedUntil: closedUntil(now, waiting.get(rule.project.id) ?? null) }
    const { transitions, error } = await evaluateRule(context, rule, moment)
    await note(error)
    return transitions
  } catch (error) {
    context.logger.error({ err: error, rule: id }, 'a rule could not be run')
    await note(explainFailure(error)).catch(() => undefined)
    return 0
  }
}

/**
 * Evaluates the rules that are due until none is left or the budget is spent. Processes share the work: a rule is
 * claimed by one of them. Throws when the database cannot be asked for due rules.
 */
export async function tickAlerts(context: AlertContext, { budgetMs }: { budgetMs: number }): Promise<TickReport> {
  const deadline = performance.now() + budgetMs
  let rules = 0
  let transitions = 0
  for (;;) {
    const { ids, now } = await claimRules(context)
    if (ids.length === 0) return { rules, transitions, more: false }
    const lags = { now, waiting: await oldestWaiting(context) }
    const done = await Promise.all(ids.map((id) => runRule(context, id, lags)))
    rules += ids.length
    transitions += done.reduce((sum, n) => sum + n, 0)
    if (performance.now() >= deadline) return { rules, transitions, more: true }
  }
}
