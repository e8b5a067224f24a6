import { AlertRuleInput, type AlertRuleView } from '@tidemark/contracts'
import { conflict, uuidv7 } from '@tidemark/platform'
import { recordAudit, requireRole, type ServiceContext } from '@tidemark/workspace'
import { inTransaction } from '@tidemark/workspace/in-transaction'
import { lockProject, requireChannels, requireFreeName, toRuleColumns } from './rule-columns.ts'
import { RULE_PARTS, toRuleView } from './to-rule-view.ts'

const RULES_MAX = 200

/**
 * Makes a rule, evaluated for the first time at the next tick. Throws `forbidden`, `invalid_input` (a channel that does
 * not exist), `conflict` (the name is taken, too many rules).
 */
export async function createRule(ctx: ServiceContext, given: AlertRuleInput): Promise<AlertRuleView> {
  requireRole(ctx, 'editor')
  const input = AlertRuleInput.parse(given)
  return inTransaction(ctx, async (tx) => {
    await lockProject(tx, ctx)
    await requireFreeName(tx, ctx, input.name)
    const live = await tx.alertRule.count({ where: { projectId: ctx.project.id, deletedAt: null } })
    if (live >= RULES_MAX) throw conflict(`A project has at most ${RULES_MAX} rules. Delete one first.`)
    const channelIds = await requireChannels(tx, ctx, input.channelIds)
    const row = await tx.alertRule.create({
      data: {
        id: uuidv7(ctx.now()),
        projectId: ctx.project.id,
        ...toRuleColumns(input),
        createdBy: ctx.actor.kind === 'user' ? ctx.actor.id : null,
        channels: { create: channelIds.map((channelId) => ({ channelId })) },
      },
      include: RULE_PARTS,
    })
    await recordAudit(tx, ctx, { action: 'alert_rule.create', subject: row.id, details: { ...input } })
    return toRuleView(row)
  })
}
