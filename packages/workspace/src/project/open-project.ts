import { Role } from '@tidemark/contracts'
import { notFound } from '@tidemark/platform'
import type { ActorContext, ServiceContext } from '../context.ts'
import { PROJECT_COLUMNS, toProject } from './to-project.ts'

/**
 * The context of the project named by `slug`. A project that does not exist and one the actor is no member of look the
 * same: both throw `not_found`, so that names cannot be probed.
 */
export async function openProject(ctx: ActorContext, slug: string): Promise<ServiceContext> {
  const userId = ctx.actor.kind === 'user' ? ctx.actor.id : null
  const row = await ctx.prisma.project.findUnique({
    where: { slug },
    select: { ...PROJECT_COLUMNS, members: { where: { userId: userId ?? '' }, select: { role: true } } },
  })
  if (row === null) throw notFound('There is no such project.')
  const { members, ...project } = row
  if (userId === null) return { ...ctx, project: toProject(project), role: 'admin' }
  const role = Role.safeParse(members[0]?.role)
  if (!role.success) throw notFound('There is no such project.')
  return { ...ctx, project: toProject(project), role: role.data }
}
