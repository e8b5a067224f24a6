import type { Prisma } from '@tidemark/db'
import type { ServiceContext, Writer } from '@tidemark/workspace'
import { describeEnd } from '../evaluate/describe-end.ts'
import { toStoredInstance } from '../evaluate/instance-rows.ts'
import { toRule } from '../evaluate/rule.ts'
import { releaseCooldown } from '../evaluate/take-cooldown.ts'
import { calm } from '../evaluate/transition.ts'
import { type RetireReason, writeStep } from '../evaluate/write-step.ts'

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
      message: firing
        ? await describeEnd(tx, rule, { instanceId: instance.id, labels, severity, at: now, reason })
        : null,
      now,
      actor: ctx.actor,
    })
    await releaseCooldown(tx, instance.id)
  }
}
