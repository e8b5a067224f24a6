import { type ProjectView, Role } from '@tidemark/contracts'
import type { ActorContext } from '../context.ts'
import { PROJECT_COLUMNS, toProjectView } from './to-project.ts'

/** The projects the actor may see, in the order they were made. People see their memberships, the system sees all. */
export async function listProjects(ctx: ActorContext): Promise<ProjectView[]> {
  if (ctx.actor.kind !== 'user') {
    const rows = await ctx.prisma.project.findMany({ select: PROJECT_COLUMNS, orderBy: { id: 'asc' } })
    return rows.map((row) => toProjectView(row, 'admin'))
  }
  const memberships = await ctx.prisma.projectMember.findMany({
    where: { userId: ctx.actor.id },
    select: { role: true, project: { select: PROJECT_COLUMNS } },
    orderBy: { projectId: 'asc' },
  })
  return memberships.map(({ role, project }) => toProjectView(project, Role.parse(role)))
}
