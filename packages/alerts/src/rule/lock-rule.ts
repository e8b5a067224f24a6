import type { Prisma } from '@tidemark/db'
import { isUuid, notFound } from '@tidemark/platform'
import type { ServiceContext, Writer } from '@tidemark/workspace'

/** The rule, locked against evaluations that commit. Throws `not_found`. */
export async function lockRule(
  tx: Writer,
  ctx: ServiceContext,
  id: string,
): Promise<Prisma.AlertRuleGetPayload<object>> {
  const where = { id, projectId: ctx.project.id, deletedAt: null }
  if (isUuid(id)) await tx.$executeRaw`SELECT 1 FROM alert_rule WHERE id = ${id}::uuid FOR UPDATE`
  const row = isUuid(id) ? await tx.alertRule.findFirst({ where }) : null
  if (row === null) throw notFound('There is no such rule.')
  return row
}
