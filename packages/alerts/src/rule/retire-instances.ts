import type { Severity } from '@tidemark/contracts'
import type { Prisma } from '@tidemark/db'
import type { ServiceContext, Writer } from '@tidemark/workspace'
import type { Facts, Labels, Message } from '../evaluate/condition.ts'
import { describeStep } from '../evaluate/conditions.ts'
import { toStoredInstance } from '../evaluate/instance-rows.ts'
import { type Rule, toRule } from '../evaluate/rule.ts'
import { releaseCooldown } from '../evaluate/take-cooldown.ts'
import { calm } from '../evaluate/transition.ts'
import { type RetireReason, writeStep } from '../evaluate/write-step.ts'

const WHY: Readonly<Record<RetireReason, string>> = {
  rule_changed: 'The alert rule was changed. Nothing says that the trouble is over.',
  rule_deleted: 'The alert rule was deleted. Nothing says that the trouble is over.',
}

type Subject = {
  readonly instanceId: string
  readonly labels: Labels
  readonly severity: Severity
  readonly at: number
}

/** What closes the alert at the receivers: the last that was told of it, with the reason for the end. */
async function farewell(tx: Writer, rule: Rule, subject: Subject, reason: RetireReason): Promise<Message | null> {
  const { instanceId, labels, severity, at } = subject
  const last = await tx.alertTransition.findFirst({
    where: { instanceId, reason: { in: ['fired', 'severity_raised', 'still_firing'] } },
    orderBy: { instanceVersion: 'desc' },
  })
  if (last === null) return null
  const message = describeStep(last.facts as Facts, { rule, labels, severity, at, resolved: true })
  return { ...message, title: `Closed: ${rule.name}`, message: WHY[reason] }
}

/**
 * Ends the open episodes of a rule that means something else from now on, or nothing: incidents are resolved with the
 * reason and receivers are told. The caller holds the rule's lock.
 */
export async function retireInstances(
  tx: Writer,
  ctx: ServiceContext,
  row: Prisma.AlertRuleGetPayload<object>,
  reason: RetireReason,
): Promise<void> {
  const rule = toRule(row, ctx.project)
  const now = ctx.now()
  const open = { ruleId: rule.id, state: { in: ['pending', 'firing', 'recovering'] } }
  await tx.$executeRaw`SELECT 1 FROM alert_instance WHERE rule_id = ${rule.id}::uuid ORDER BY id FOR UPDATE`
  for (const stored of await tx.alertInstance.findMany({ where: open, orderBy: { id: 'asc' } })) {
    const instance = toStoredInstance(stored)
    const { labels, severity } = instance
    const firing = instance.firingSince !== null && severity !== null
    await writeStep(tx, {
      rule,
      instance,
      mutedUntil: stored.mutedUntil,
      step: {
        next: calm(instance, now),
        reason,
        tell: firing ? 'resolved' : 'none',
        incident: firing ? 'resolve' : 'none',
      },
      value: null,
      threshold: null,
      severity,
      facts: {},
      message: firing ? await farewell(tx, rule, { instanceId: instance.id, labels, severity, at: now }, reason) : null,
      now,
      actor: ctx.actor,
    })
    await releaseCooldown(tx, instance.id)
  }
}
