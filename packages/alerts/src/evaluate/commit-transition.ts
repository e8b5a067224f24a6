import type { Severity } from '@tidemark/contracts'
import type { Writer } from '@tidemark/workspace'
import type { AlertContext } from '../alert-context.ts'
import type { Message, Observation } from './condition.ts'
import { describeStep } from './conditions.ts'
import { describeEnd } from './describe-end.ts'
import type { StoredInstance } from './instance-rows.ts'
import type { Rule } from './rule.ts'
import type { Step } from './transition.ts'
import { type StepToWrite, writeStep } from './write-step.ts'

export type DecidedStep = {
  readonly rule: Rule
  readonly instance: StoredInstance
  readonly observation: Observation
  readonly step: Step & { readonly reason: NonNullable<Step['reason']> }
  /** epoch ms */
  readonly now: number
}

/** Shorter than any interval: a process that dies between here and COMMIT costs one evaluation at most. */
const FRONT_MS = 5_000
const LIMITS = { maxWait: 10_000, timeout: 15_000 }

/** False for all but one of the evaluators that decided the same step at the same time: they need not ask the database. */
async function isFirst({ cooldown }: AlertContext, { instance }: DecidedStep): Promise<boolean> {
  const key = `alert:${instance.id}:${instance.version}`
  return cooldown.tryAcquire(key, FRONT_MS).catch(() => true)
}

/** What people are told of a step; null where nothing is told. */
async function wordStep(tx: Writer, decided: DecidedStep, severity: Severity | null): Promise<Message | null> {
  const { rule, instance, observation, step, now } = decided
  const { facts, labels } = observation
  if (step.tell === 'none' || severity === null) return null
  if (step.reason === 'unlisted')
    return describeEnd(tx, rule, { instanceId: instance.id, labels, severity, at: now, reason: step.reason })
  return describeStep(facts, { rule, labels, severity, at: now, resolved: step.tell === 'resolved' })
}

/** Completes a decided step with what is to be written about it. */
async function toWrite(tx: Writer, decided: DecidedStep, mutedUntil: Date | null): Promise<StepToWrite> {
  const { rule, instance, observation, step, now } = decided
  const { verdict, facts } = observation
  const measured = verdict.kind === 'breach' || verdict.kind === 'clear' ? verdict : null
  const severity = verdict.kind === 'breach' ? verdict.severity : instance.severity
  return {
    rule,
    instance,
    mutedUntil,
    step,
    value: measured?.value ?? null,
    threshold: measured?.threshold ?? null,
    severity,
    facts,
    message: await wordStep(tx, decided, severity),
    now,
    actor: { kind: 'system' },
  }
}

/**
 * Commits a step in one transaction, or nothing of it: the rule must still be at the version that was evaluated, and the
 * instance at the version that the step was decided on. Answers whether it was committed. Others hear of it
 * after COMMIT; of a process that dies before that the schedule finds what is to be delivered.
 */
export async function commitTransition(context: AlertContext, decided: DecidedStep): Promise<boolean> {
  const { rule, instance } = decided
  if (!(await isFirst(context, decided))) return false
  const queued = await context.prisma.$transaction(async (tx) => {
    const rules = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM alert_rule
      WHERE id = ${rule.id}::uuid AND version = ${rule.version} AND enabled AND deleted_at IS NULL FOR KEY SHARE`
    if (rules.length === 0) return null
    const [row] = await tx.$queryRaw<{ mutedUntil: Date | null }[]>`
      SELECT muted_until AS "mutedUntil" FROM alert_instance
      WHERE id = ${instance.id}::uuid AND version = ${instance.version} FOR UPDATE`
    return row === undefined ? null : writeStep(tx, await toWrite(tx, decided, row.mutedUntil))
  }, LIMITS)
  if (queued === null) return false
  context.onCommit(rule.project.id, queued)
  return true
}
