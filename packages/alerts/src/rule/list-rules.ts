import type { AlertRuleView } from '@tidemark/contracts'
import type { ServiceContext } from '@tidemark/workspace'
import { RULE_PARTS, toRuleView } from './to-rule-view.ts'

/** The rules of the project by name, each with the worst state of its instances. */
export async function listRules(ctx: ServiceContext): Promise<AlertRuleView[]> {
  const rows = await ctx.prisma.alertRule.findMany({
    where: { projectId: ctx.project.id, deletedAt: null },
    include: RULE_PARTS,
    orderBy: { name: 'asc' },
  })
  return rows.map(toRuleView)
}
