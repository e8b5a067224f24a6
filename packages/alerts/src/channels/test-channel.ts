import type { ChannelTested } from '@tidemark/contracts'
import { conflict, isUuid, notFound, uuidv7 } from '@tidemark/platform'
import { recordAudit, requireRole, type ServiceContext } from '@tidemark/workspace'
import { buildTestMessage } from '../message/test-message.ts'
import { channelOf } from './channels.ts'
import type { ChannelServices } from './define-channel.ts'
import { openSecret } from './stored-secret.ts'

/**
 * Sends a test message through a channel, once, the way a notification goes. Throws `forbidden`, `not_found`, `conflict`
 * (its secret cannot be opened).
 */
export async function testChannel(ctx: ServiceContext, services: ChannelServices, id: string): Promise<ChannelTested> {
  requireRole(ctx, 'admin')
  const where = { id, projectId: ctx.project.id, deletedAt: null }
  const stored = isUuid(id) ? await ctx.prisma.alertChannel.findFirst({ where }) : null
  const channel = stored === null ? undefined : channelOf(stored.kind)
  if (stored === null || channel === undefined) throw notFound('There is no such channel.')
  const secret = readSecret(services, stored)
  const message = { id: uuidv7(ctx.now()), payload: buildTestMessage(ctx.project.slug, ctx.now()) }
  const result = await channel.send({ config: stored.config, secret }, message, { ...services, clock: ctx.now })
  await recordAudit(ctx.prisma, ctx, { action: 'channel.test', subject: id, details: { result: result.kind } })
  return { delivered: result.kind === 'ok', detail: result.kind === 'ok' ? null : result.reason }
}

function readSecret({ secrets }: ChannelServices, { id, secret }: { id: string; secret: Uint8Array | null }): unknown {
  try {
    return openSecret(secrets, id, secret)
  } catch (cause) {
    throw conflict('The secret of this channel cannot be opened: TIDEMARK_MASTER_KEY is missing or not the same.', {
      cause,
    })
  }
}
