import { createChannel, deleteChannel, listChannels, testChannel } from '@tidemark/alerts'
import { ChannelCreated, ChannelInput, ChannelTested, ChannelView, ProjectSlug } from '@tidemark/contracts'
import { z } from 'zod'
import { procedure, router } from '../procedure.ts'

const Named = z.strictObject({ project: ProjectSlug, id: z.string() })

export const channelRouter = router({
  /** Whoever reads or writes rules has to see where they lead; addresses are masked. */
  list: procedure.viewer
    .input(z.strictObject({ project: ProjectSlug }))
    .output(z.array(ChannelView))
    .query(({ ctx }) => listChannels(ctx.service)),

  /** The signing secret is answered here once and never again. */
  create: procedure.admin
    .input(z.strictObject({ project: ProjectSlug, channel: ChannelInput }))
    .output(ChannelCreated)
    .mutation(async ({ ctx, input }) => {
      const created = await createChannel(ctx.service, ctx.alerts.channels, input.channel)
      ctx.alerts.hints.tell(ctx.service.project.id)
      return created
    }),

  delete: procedure.admin
    .input(Named)
    .output(z.null())
    .mutation(async ({ ctx, input }) => {
      await deleteChannel(ctx.service, input.id)
      ctx.alerts.hints.tell(ctx.service.project.id)
      return null
    }),

  /** Sends a test message and waits for how it ends. */
  test: procedure.admin
    .input(Named)
    .output(ChannelTested)
    .mutation(({ ctx, input }) => testChannel(ctx.service, ctx.alerts.channels, input.id)),
})
