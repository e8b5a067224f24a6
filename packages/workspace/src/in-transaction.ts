import type { ActorContext, Writer } from './context.ts'

// Prisma's own limits (2 s to start, 5 s to end) are met by nothing but a busy machine.
const LIMITS = { maxWait: 10_000, timeout: 15_000 }

/** Runs the writes of one verb in one transaction: the change and its audit row, or neither. */
export function inTransaction<T>(ctx: Pick<ActorContext, 'prisma'>, work: (tx: Writer) => Promise<T>): Promise<T> {
  return ctx.prisma.$transaction(work, LIMITS)
}
