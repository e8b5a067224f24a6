import { type Role, roleIncludes } from '@tidemark/contracts'
import { forbidden } from '@tidemark/platform'
import type { ServiceContext } from './context.ts'

/** Throws `forbidden` where the actor's role in the project is less than `needed`. */
export function requireRole(ctx: Pick<ServiceContext, 'role'>, needed: Role): void {
  if (!roleIncludes(ctx.role, needed)) throw forbidden(`This needs the role ${needed} in the project.`)
}
