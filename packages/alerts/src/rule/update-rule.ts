import { isDeepStrictEqual } from 'node:util'
import { AlertRuleInput, type AlertRuleView } from '@tidemark/contracts'
import { recordAudit, requireRole, type ServiceContext } from '@tidemark/workspace'
import { inTransaction } from '@tidemark/workspace/in-transaction'
import { lockRule } from './lock-rule.ts'
import { retireInstances } from './retire-instances.ts'
import { lockProject, requireChannels, requireFreeName, toRuleColumns } from './rule-columns.ts'
import { RULE_PARTS, toRuleView } from './to-rule-view.ts'

/** What a rule says. Its name, channels, interval and cooldown may change while it fires. */
const MEANING = ['condition', 'severity', 'forSeconds', 'keepFiringForSeconds', 'minSamples', 'enabled'] as const

type Meaning = { readonly [Part in (typeof MEANING)[number]]: unknown }

/** Whether an open episode would mean something else under the new rule. Pure. */
const changesMeaning = (before: Meaning, after: Meaning): boolean =>
  MEANING.some((part) => !isDeepStrictEqual(before[part], after[part]))

/**
 * Changes a rule. Episodes that are open end when it means something else from now on, or is paused; the new rule starts
 * from nothing. Throws `forbidden`, `invalid_input` (a channel that does not exist), `not_found`, `conflict` (the name is
 * taken).
 */
export async function updateRule(ctx: ServiceContext, id: string, given: AlertRuleInput): Promise<AlertRuleView> {
  requireRole(ctx, 'editor')
  const input = AlertRuleInput.parse(given)
  return inTransaction(ctx, async (tx) => {
    await lockProject(tx, ctx)
    const row = await lockRule(tx, ctx, id)
    await requireFreeName(tx, ctx, input.name, id)
    const channelIds = await requireChannels(tx, ctx, input.channelIds)
    if (changesMeaning(row, input)) await retireInstances(tx, ctx, row, 'rule_changed')
    await tx.alertRuleChannel.deleteMany({ where: { ruleId: id } })
    const changed = await tx.alertRule.update({
      where: { id },
      data: {
        ...toRuleColumns(input),
        version: { increment: 1 },
        nextRunAt: new Date(ctx.now()),
        lastError: null,
        channels: { create: channelIds.map((channelId) => ({ channelId })) },
      },
      include: RULE_PARTS,
    })
    await recordAudit(tx, ctx, { action: 'alert_rule.update', subject: id, details: { ...input } })
    return toRuleView(changed)
  })
}
