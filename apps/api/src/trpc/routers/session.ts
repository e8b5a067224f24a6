import { ProjectView } from '@tidemark/contracts'
import { listProjects } from '@tidemark/workspace'
import { z } from 'zod'
import { procedure, router } from '../procedure.ts'

const Me = z.strictObject({
  user: z.strictObject({ id: z.string(), name: z.string(), email: z.string() }),
  projects: z.array(ProjectView),
})

export const sessionRouter = router({
  /** Who is signed in, and the projects they may open. */
  me: procedure.user
    .input(z.undefined())
    .output(Me)
    .query(async ({ ctx }) => ({ user: ctx.signedIn.user, projects: await listProjects(ctx.actor) })),
})
