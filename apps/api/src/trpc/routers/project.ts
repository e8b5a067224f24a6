import { PrivacyK, ProjectSlug, ProjectView, WeekStart } from '@tidemark/contracts'
import { listProjects, updateProject } from '@tidemark/workspace'
import { z } from 'zod'
import { procedure, router } from '../procedure.ts'

const Change = z.strictObject({
  project: ProjectSlug,
  name: z.string().trim().min(1).max(128).optional(),
  timeZone: z.string().min(1).max(64).optional(),
  weekStart: WeekStart.optional(),
  privacyK: PrivacyK.nullable().optional(),
})

export const projectRouter = router({
  list: procedure.user
    .input(z.undefined())
    .output(z.array(ProjectView))
    .query(({ ctx }) => listProjects(ctx.actor)),

  update: procedure.admin
    .input(Change)
    .output(ProjectView)
    .mutation(async ({ ctx, input: { project: _slug, ...change } }) => {
      const after = await updateProject(ctx.service, change)
      // Also where nothing changed, so that asking again finishes what a crash left half done.
      if (change.timeZone !== undefined || change.weekStart !== undefined) await ctx.metrics.recutCalendar(after.id)
      return after
    }),
})
