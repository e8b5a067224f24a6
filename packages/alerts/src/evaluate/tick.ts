import { PROJECT_COLUMNS, toProject } from '@tidemark/workspace/project/to-project'
import type { AlertContext } from '../alert-context.ts'
import { closedUntil } from './closed-until.ts'
import type { Moment } from './condition.ts'
import { evaluateRule } from './evaluate-rule.ts'
import { explainFailure } from './explain-failure.ts'
import { type Rule, toRule } from './rule.ts'

/** Rules evaluated at the same time by one process. */
const CLAIM_RULES = 4
const LEASE_SECONDS = 60

export type TickReport = {
  readonly rules: number
  readonly transitions: number
  /** rules whose evaluation failed */
  readonly failed: number
  /** how long the rule that waited longest was overdue, ms */
  readonly lateMs: number
  /** the budget ended before all due rules were evaluated */
  readonly more: boolean
}

type Claim = {
  readonly id: string
  /** when the rule is due again by its own pace */
  readonly dueAt: Date
  /** how long it was overdue when it was claimed */
  readonly lateMs: number
}

/**
 * Takes due rules for a minute, or for their interval where that is shorter: an evaluation that fails, or whose process
 * dies, is tried again after that. Times are the database's, so that processes agree.
 */
async function claimRules({ prisma }: AlertContext): Promise<{ claims: Claim[]; now: number }> {
  const rows = await prisma.$queryRaw<(Claim & { now: number })[]>`
    WITH clock AS MATERIALIZED (SELECT date_trunc('milliseconds', clock_timestamp()) AS now), due AS (
      SELECT id, now, (date_part('epoch', now - next_run_at) * 1000)::float8 AS late,
        CASE WHEN next_run_at + interval_seconds * interval '1 second' > now
        THEN next_run_at + interval_seconds * interval '1 second'
        ELSE now + interval_seconds * interval '1 second' END AS due_at
      FROM alert_rule, clock WHERE enabled AND deleted_at IS NULL AND next_run_at <= now
      ORDER BY next_run_at LIMIT ${CLAIM_RULES} FOR UPDATE OF alert_rule SKIP LOCKED)
    UPDATE alert_rule AS rule SET next_run_at = least(due.due_at, due.now + ${LEASE_SECONDS} * interval '1 second')
    FROM due WHERE rule.id = due.id
    RETURNING rule.id, due.due_at AS "dueAt", due.late AS "lateMs", (date_part('epoch', due.now) * 1000)::float8 AS now`
  return { claims: rows.map(({ id, dueAt, lateMs }) => ({ id, dueAt, lateMs })), now: Math.floor(rows[0]?.now ?? 0) }
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
  { id, dueAt }: Claim,
  { now, waiting }: { now: number; waiting: ReadonlyMap<number, number> },
): Promise<{ transitions: number; failed: boolean }> {
  const seen = { lastEvaluatedAt: new Date(now) }
  try {
    const rule = await loadRule(context, id)
    if (rule === null) return { transitions: 0, failed: false }
    const moment: Moment = { now, closedUntil: closedUntil(now, waiting.get(rule.project.id) ?? null) }
    const { transitions, error } = await evaluateRule(context, rule, moment)
    // A rule that was changed meanwhile is due at once: nothing is noted on it of what it was before.
    const data = { ...seen, lastError: error, ...(error === null ? { nextRunAt: dueAt } : {}) }
    await context.prisma.alertRule.updateMany({ where: { id, version: rule.version }, data })
    return { transitions, failed: error !== null }
  } catch (error) {
    context.logger.error({ err: error, rule: id }, 'a rule could not be run')
    const data = { ...seen, lastError: explainFailure(error) }
    await context.prisma.alertRule.updateMany({ where: { id }, data }).catch(() => undefined)
    return { transitions: 0, failed: true }
  }
}

/**
 * Evaluates the rules that are due until none is left or the budget is spent. Processes share the work: a rule is
 * claimed by one of them. Throws when the database cannot be asked for due rules.
 */
export async function tickAlerts(context: AlertContext, { budgetMs }: { budgetMs: number }): Promise<TickReport> {
  const deadline = performance.now() + budgetMs
  const report = { rules: 0, transitions: 0, failed: 0, lateMs: 0 }
  for (;;) {
    const { claims, now } = await claimRules(context)
    if (claims.length === 0) return { ...report, more: false }
    const lags = { now, waiting: await oldestWaiting(context) }
    const done = await Promise.all(claims.map((claim) => runRule(context, claim, lags)))
    report.rules += claims.length
    report.transitions += done.reduce((sum, { transitions }) => sum + transitions, 0)
    report.failed += done.filter(({ failed }) => failed).length
    report.lateMs = Math.max(report.lateMs, ...claims.map(({ lateMs }) => lateMs))
    if (performance.now() >= deadline) return { ...report, more: true }
  }
}
