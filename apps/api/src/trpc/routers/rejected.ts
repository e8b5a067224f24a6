import { ProjectSlug, RejectCode, RejectedEventView } from '@tidemark/contracts'
import { z } from 'zod'
import { procedure, router } from '../procedure.ts'

const Id = z.string().regex(/^\d{1,19}$/, 'an id is a whole number')

export const rejectedRouter = router({
  list: procedure.viewer
    .input(z.strictObject({ project: ProjectSlug, reason: RejectCode.optional(), cursor: Id.optional() }))
    .output(z.strictObject({ items: z.array(RejectedEventView), nextCursor: z.string().nullable() }))
    .query(({ ctx, input: { reason, cursor } }) =>
      ctx.metrics.listRejected(ctx.service.project.id, { reason: reason ?? null, cursor: cursor ?? null }),
    ),

  summary: procedure.viewer
    .input(z.strictObject({ project: ProjectSlug }))
    .output(z.array(z.strictObject({ reason: z.string(), n: z.number() })))
    .query(({ ctx }) => ctx.metrics.summariseRejected(ctx.service.project.id)),

  /** Judges rejected events again, as after a pack learned their type. */
  replay: procedure.editor
    .input(
      z.strictObject({
        project: ProjectSlug,
        reason: RejectCode.optional(),
        ids: z.array(Id).min(1).max(1000).optional(),
      }),
    )
    .output(z.strictObject({ replayed: z.number(), stillRejected: z.number() }))
    .mutation(({ ctx, input: { reason, ids } }) =>
      ctx.metrics.replayRejected(ctx.service.project, { reason: reason ?? null, ids: ids ?? null }),
    ),
})
