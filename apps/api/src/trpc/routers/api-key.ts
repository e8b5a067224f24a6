import { ApiKeyView, ProjectSlug } from '@tidemark/contracts'
import { createApiKey, listApiKeys, revokeApiKey } from '@tidemark/workspace'
import { z } from 'zod'
import { procedure, router } from '../procedure.ts'

export const apiKeyRouter = router({
  list: procedure.admin
    .input(z.strictObject({ project: ProjectSlug }))
    .output(z.array(ApiKeyView))
    .query(({ ctx }) => listApiKeys(ctx.service)),

  /** The key is answered here once and never again. */
  create: procedure.admin
    .input(
      z.strictObject({
        project: ProjectSlug,
        name: z.string().trim().min(1).max(128),
        kind: z.enum(['write', 'read']),
      }),
    )
    .output(z.strictObject({ key: z.string(), view: ApiKeyView }))
    .mutation(({ ctx, input: { name, kind } }) => createApiKey(ctx.service, { name, kind })),

  revoke: procedure.admin
    .input(z.strictObject({ project: ProjectSlug, id: z.uuid() }))
    .output(ApiKeyView)
    .mutation(({ ctx, input }) => revokeApiKey(ctx.service, input.id)),
})
