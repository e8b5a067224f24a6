import { CohortDigest, CohortQuery, CohortResult, CohortView, ProjectSlug } from '@tidemark/contracts'
import { z } from 'zod'
import { procedure, router } from '../procedure.ts'

const Project = z.strictObject({ project: ProjectSlug })

export const cohortRouter = router({
  /** Declared cohorts, and what others can be made of. */
  list: procedure.viewer
    .input(Project)
    .output(CohortView)
    .query(({ ctx }) => ctx.metrics.cohorts.list()),

  query: procedure.viewer
    .input(z.strictObject({ project: ProjectSlug, query: CohortQuery }))
    .output(CohortResult)
    .query(({ ctx, input }) => ctx.metrics.cohorts.query(ctx.service, input.query)),

  /** The digest of a day, or the last one; null where there is none. */
  digest: procedure.viewer
    .input(z.strictObject({ project: ProjectSlug, day: z.iso.date().nullable().default(null) }))
    .output(CohortDigest.nullable())
    .query(({ ctx, input }) => ctx.metrics.cohorts.digest(ctx.service.project.id, input.day)),
})
