import { forbidden } from '@tidemark/platform'
import type { ActorContext } from './context.ts'

/** Throws `forbidden` unless somebody at the command line or Tidemark itself acts: who holds the machine holds the house. */
export function requireOperator(ctx: Pick<ActorContext, 'actor'>): void {
  if (ctx.actor.kind === 'user') throw forbidden('This can only be done at the command line.')
}
