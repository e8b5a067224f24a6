import type { ChannelView } from '@tidemark/contracts'
import { requireRole, type ServiceContext } from '@tidemark/workspace'
import { CHANNEL_COLUMNS, toChannelView } from './to-channel-view.ts'

/** The project's channels by name. Throws `forbidden`. */
export async function listChannels(ctx: ServiceContext): Promise<ChannelView[]> {
  requireRole(ctx, 'viewer')
  const rows = await ctx.prisma.alertChannel.findMany({
    where: { projectId: ctx.project.id, deletedAt: null },
    select: CHANNEL_COLUMNS,
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  })
  return rows.map(toChannelView)
}
