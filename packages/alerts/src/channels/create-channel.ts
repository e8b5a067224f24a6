import type { ChannelCreated, ChannelInput } from '@tidemark/contracts'
import { conflict, uuidv7 } from '@tidemark/platform'
import { recordAudit, requireRole, type ServiceContext } from '@tidemark/workspace'
import { inTransaction } from '@tidemark/workspace/in-transaction'
import { CHANNELS } from './channels.ts'
import type { ChannelServices } from './define-channel.ts'
import { sealSecret } from './stored-secret.ts'
import { CHANNEL_COLUMNS, toChannelView } from './to-channel-view.ts'

const CHANNELS_MAX = 50

/**
 * Makes a channel. Its signing secret is answered once. Throws `forbidden`, `invalid_input` (an address that may not be
 * sent to), `conflict` (too many channels, no master key).
 */
export async function createChannel(
  ctx: ServiceContext,
  services: ChannelServices,
  input: ChannelInput,
): Promise<ChannelCreated> {
  requireRole(ctx, 'admin')
  const id = uuidv7(ctx.now())
  const { config, secret, reveal } = await CHANNELS[input.kind].prepare(input, { ...services, clock: ctx.now })
  const sealed = sealSecret(services.secrets, id, secret)
  return inTransaction(ctx, async (tx) => {
    // The lock makes parallel creations count one after the other, so that the limit holds exactly.
    await tx.$executeRaw`SELECT 1 FROM project WHERE id = ${ctx.project.id} FOR UPDATE`
    const there = await tx.alertChannel.count({ where: { projectId: ctx.project.id, deletedAt: null } })
    if (there >= CHANNELS_MAX) throw conflict(`A project has at most ${CHANNELS_MAX} channels. Delete one first.`)
    const row = await tx.alertChannel.create({
      data: { id, projectId: ctx.project.id, kind: input.kind, name: input.name, config, secret: sealed },
      select: CHANNEL_COLUMNS,
    })
    const view = toChannelView(row)
    const details = { kind: view.kind, name: view.name, address: view.address }
    await recordAudit(tx, ctx, { action: 'channel.create', subject: id, details })
    return { view, signingSecret: reveal }
  })
}
