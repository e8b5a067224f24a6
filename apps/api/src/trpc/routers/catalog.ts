import { CatalogView, ProjectSlug, storableText } from '@tidemark/contracts'
import { z } from 'zod'
import { procedure, router } from '../procedure.ts'

const Name = z.string().min(1).max(128)

export const catalogRouter = router({
  view: procedure.viewer
    .input(z.strictObject({ project: ProjectSlug }))
    .output(CatalogView)
    .query(({ ctx }) => ctx.metrics.catalogView()),

  /** Values seen of one dimension, for filters. */
  values: procedure.viewer
    .input(
      z.strictObject({ project: ProjectSlug, event: Name, dimension: Name, search: storableText(256).default('') }),
    )
    .output(z.strictObject({ values: z.array(z.string()) }))
    .query(async ({ ctx, input: { event, dimension, search } }) => ({
      values: await ctx.metrics.dimensionValues(ctx.service.project.id, { event, dimension, search }),
    })),
})
