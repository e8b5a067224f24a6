import { ProjectSlug, ProjectView, WeekStart } from '@tidemark/contracts'
import { listProjects, updateProject } from '@tidemark/workspace'
import { z } from 'zod'
import { procedure, router } from '../procedure.ts'

const Change = z.strictObject({
  project: ProjectSlug,
  name: z.string().trim().min(1).max(128).optional(),
  timeZone: z.string().min(1).max(64).optional(),
  weekStart: WeekStart.optional(),
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
      const before = ctx.service.project
      const after = await updateProject(ctx.service, change)
      if (after.timeZone !== before.timeZone || after.weekStart !== before.weekStart)
        await ctx.metrics.recutCalendar(after.id)
      return after
    }),
})
