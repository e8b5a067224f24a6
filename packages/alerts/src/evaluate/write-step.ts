import type { Severity } from '@tidemark/contracts'
import type { Prisma } from '@tidemark/db'
import { uuidv7 } from '@tidemark/platform'
import { type Actor, recordAudit, type Writer } from '@tidemark/workspace'
import { followIncident } from '../incident/follow-incident.ts'
import { dropReason } from '../route/drop-reason.ts'
import type { Facts, Message } from './condition.ts'
import { type StoredInstance, toInstanceColumns } from './instance-rows.ts'
import type { Rule } from './rule.ts'
import { takeCooldown } from './take-cooldown.ts'
import type { Step } from './transition.ts'

/** Why a person ends an episode with its rule. */
export type RetireReason = 'rule_changed' | 'rule_deleted'
/** Why an episode ends that its data did not end. */
export type EndReason = RetireReason | 'unlisted'

/** A step of an instance with everything that is written about it. */
export type StepToWrite = {
  readonly rule: Rule
  /** locked by the caller and at the version that the step was decided on */
  readonly instance: StoredInstance
  readonly mutedUntil: Date | null
  readonly step: Omit<Step, 'reason'> & { readonly reason: NonNullable<Step['reason']> | RetireReason }
  readonly value: number | null
  readonly threshold: number | null
  readonly severity: Severity | null
  readonly facts: Facts
  /** null where nothing is told */
  readonly message: Message | null
  /** epoch ms */
  readonly now: number
  /** who caused it: Tidemark, or the person who changed the rule */
  readonly actor: Actor
}

type Written = { readonly transitionId: string; readonly incident: { id: string; acknowledged: boolean } | null }

async function writeTransition(tx: Writer, id: string, write: StepToWrite): Promise<void> {
  const { rule, instance, step, now } = write
  const version = instance.version + 1
  await tx.alertInstance.update({ where: { id: instance.id }, data: { ...toInstanceColumns(step.next), version } })
  await tx.alertTransition.create({
    data: {
      id,
      instanceId: instance.id,
      ruleId: rule.id,
      projectId: rule.project.id,
      instanceVersion: version,
      at: new Date(now),
      fromState: instance.state,
      toState: step.next.state,
      reason: step.reason,
      value: write.value,
      threshold: write.threshold,
      severity: write.severity,
      facts: write.facts as Prisma.InputJsonObject,
    },
  })
}

/**
 * What a channel could not be told until now is overtaken by newer news of the same instance: sent after it, it would
 * leave the receiver with the wrong last word.
 */
async function supersede(tx: Writer, instanceId: string, channelIds: readonly string[]): Promise<void> {
  await tx.notification.updateMany({
    where: { state: 'queued', attempts: { gt: 0 }, channelId: { in: [...channelIds] }, transition: { instanceId } },
    data: { state: 'dropped', dropReason: 'superseded' },
  })
}

/** One outbox row per channel, also for those that nobody is told by: the reason stays. Answers how many wait. */
async function writeNotifications(
  tx: Writer,
  write: StepToWrite,
  { transitionId, incident }: Written,
  cooling: boolean,
): Promise<number> {
  const { rule, step, message, mutedUntil, now } = write
  if (step.tell === 'none' || message === null) return 0
  const channels = await tx.alertRuleChannel.findMany({ where: { ruleId: rule.id, channel: { deletedAt: null } } })
  const dropped = dropReason({
    tell: step.tell,
    now,
    mutedUntil: mutedUntil?.getTime() ?? null,
    acknowledged: incident?.acknowledged ?? false,
    cooling,
  })
  const fate =
    dropped === null ? { state: 'queued', nextAttemptAt: new Date(now) } : { state: 'dropped', dropReason: dropped }
  const rows = channels.map(({ channelId }) => ({
    id: uuidv7(now),
    projectId: rule.project.id,
    transitionId,
    channelId,
    incidentId: incident?.id ?? null,
    payload: message as Prisma.InputJsonObject,
    ...fate,
  }))
  if (dropped === null)
    await supersede(
      tx,
      write.instance.id,
      channels.map(({ channelId }) => channelId),
    )
  await tx.notification.createMany({ data: rows })
  return dropped === null ? rows.length : 0
}

async function audit(tx: Writer, write: StepToWrite, incidentId: string | undefined): Promise<void> {
  const { rule, instance, step, actor } = write
  // A reminder changes nothing that somebody would be held to.
  if (step.incident === 'none' || step.tell === 'reminder') return
  await recordAudit(
    tx,
    { actor, project: rule.project },
    {
      action: `incident.${step.incident}`,
      subject: incidentId ?? instance.id,
      details: { rule: rule.id, labels: instance.labels, reason: step.reason, severity: write.severity },
    },
  )
}

/** Nobody was told of this step: whoever still does not know is reminded as soon as that is allowed. Pure. */
const remindAt = (step: StepToWrite['step'], at: number): StepToWrite['step'] => ({
  ...step,
  next: { ...step.next, remindAt: at },
})

/**
 * Writes a step inside the caller's transaction: instance, transition, incident and its timeline, audit, cooldown and
 * outbox. Answers how many notifications wait for COMMIT to be delivered, or null when the cooldown refuses a reminder and nothing
 * was written.
 */
export async function writeStep(tx: Writer, write: StepToWrite): Promise<number | null> {
  const { rule, instance, step, severity, now } = write
  const transitionId = uuidv7(now)
  const claims = severity !== null && (step.tell === 'firing' || step.tell === 'reminder')
  const until = now + rule.cooldownSeconds * 1000
  const held = claims ? await takeCooldown(tx, { instanceId: instance.id, severity, now, until, transitionId }) : null
  if (held !== null && step.tell === 'reminder') return null
  await writeTransition(tx, transitionId, held === null ? write : { ...write, step: remindAt(step, held) })
  const incident = await followIncident(tx, write, transitionId)
  await audit(tx, write, incident?.id)
  return writeNotifications(tx, write, { transitionId, incident }, held !== null)
}
