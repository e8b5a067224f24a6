import type { Role } from '@tidemark/contracts'
import type { Prisma, PrismaClient } from '@tidemark/db'
import type { Clock } from '@tidemark/platform'

/** Who does something: a signed-in person, somebody at the command line, or Tidemark itself. */
export type Actor =
  | { readonly kind: 'user'; readonly id: string }
  | { readonly kind: 'cli' }
  | { readonly kind: 'system' }

/** What every verb needs, before a project is chosen. */
export type ActorContext = {
  readonly prisma: PrismaClient
  readonly actor: Actor
  readonly now: Clock
}

/** A project as verbs see it. `rawRetentionDays` null follows the installation's setting. */
export type Project = {
  readonly id: number
  readonly organizationId: string
  readonly slug: string
  readonly name: string
  readonly timeZone: string
  /** 0 Sunday ... 6 Saturday */
  readonly weekStart: number
  readonly rawRetentionDays: number | null
}

/** The context of a verb inside one project, with the role the actor holds there. */
export type ServiceContext = ActorContext & {
  readonly project: Project
  readonly role: Role
}

/** What writes take: the client itself or an open transaction. */
export type Writer = Prisma.TransactionClient

/** The actor as audit rows name it, such as `user:0198...` or `cli`. */
export const actorName = (actor: Actor): string => (actor.kind === 'user' ? `user:${actor.id}` : actor.kind)
