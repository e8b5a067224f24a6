import { ProjectSlug, type Role, roleIncludes } from '@tidemark/contracts'
import { notFound, unauthenticated } from '@tidemark/platform'
import { type ActorContext, openProject, recordAudit, requireRole, type ServiceContext } from '@tidemark/workspace'
import { initTRPC } from '@trpc/server'
import type { RequestContext } from './context.ts'
import { toCallErrorShape } from './error-shape.ts'

/** Who may call a procedure: anybody, anybody signed in, or members of the named project with at least a role. */
export type Access = 'public' | 'user' | { readonly role: Role }

const t = initTRPC
  .context<RequestContext>()
  .meta<{ access: Access }>()
  .create({
    isDev: false,
    errorFormatter: ({ error, shape, ctx }) => toCallErrorShape(error, shape.code, ctx?.correlationId ?? ''),
  })

export const router = t.router

function actorOf(ctx: RequestContext): ActorContext {
  if (ctx.signedIn === null) throw unauthenticated()
  return { prisma: ctx.prisma, actor: { kind: 'user', id: ctx.signedIn.user.id }, now: ctx.now }
}

/** The project that an input names: as `project`, or as `projectId` where a document of others gave the fields their names. */
export function slugOf(input: unknown): string {
  const { project, projectId } = (typeof input === 'object' && input !== null ? input : {}) as Record<string, unknown>
  const named = project ?? projectId
  const slug = ProjectSlug.safeParse(named)
  if (!slug.success) throw notFound('There is no such project.')
  return slug.data
}

/** Throws `forbidden` where the role is not enough, and leaves a row that says who tried what. */
export async function requireRoleOf(service: ServiceContext, needed: Role, path: string): Promise<void> {
  if (!roleIncludes(service.role, needed))
    await recordAudit(service.prisma, service, { action: 'access.refuse', subject: path, details: { needed } })
  requireRole(service, needed)
}

// The project is opened from the raw input, before the input is validated: strangers learn nothing from its messages.
const inProject = (role: Role) =>
  t.procedure.meta({ access: { role } }).use(async ({ ctx, next, getRawInput, path }) => {
    const actor = actorOf(ctx)
    const service = await openProject(actor, slugOf(await getRawInput()))
    await requireRoleOf(service, role, path)
    return next({ ctx: { service } })
  })

/**
 * The only way to make a procedure: each start declares who may call it and puts what that proves into the context,
 * `actor` for `user`, `service` (project, role, actor) for the roles, whose input names the project by slug.
 */
export const procedure = {
  public: t.procedure.meta({ access: 'public' }),
  user: t.procedure.meta({ access: 'user' }).use(({ ctx, next }) => {
    const { signedIn } = ctx
    if (signedIn === null) throw unauthenticated()
    return next({ ctx: { signedIn, actor: actorOf(ctx) } })
  }),
  viewer: inProject('viewer'),
  editor: inProject('editor'),
  admin: inProject('admin'),
}
