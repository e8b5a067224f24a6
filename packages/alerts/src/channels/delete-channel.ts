import { isUuid, notFound } from '@tidemark/platform'
import { recordAudit, requireRole, type ServiceContext } from '@tidemark/workspace'
import { inTransaction } from '@tidemark/workspace/in-transaction'

/** Deletes a channel with its secret, takes it off every rule and drops what waits for it. Throws `forbidden`, `not_found`. */
export async function deleteChannel(ctx: ServiceContext, id: string): Promise<void> {
  requireRole(ctx, 'admin')
  if (!isUuid(id)) throw notFound('There is no such channel.')
  await inTransaction(ctx, async (tx) => {
    const deleted = await tx.alertChannel.updateMany({
      where: { id, projectId: ctx.project.id, deletedAt: null },
      data: { deletedAt: new Date(ctx.now()), secret: null },
    })
    if (deleted.count === 0) throw notFound('There is no such channel.')
    await tx.alertRuleChannel.deleteMany({ where: { channelId: id } })
    await tx.notification.updateMany({
      where: { channelId: id, state: 'queued' },
      data: { state: 'dropped', dropReason: 'channel deleted' },
    })
    await recordAudit(tx, ctx, { action: 'channel.delete', subject: id })
  })
}
