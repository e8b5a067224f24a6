import type { Cooldown } from '@tidemark/backplane'
import type { PrismaClient } from '@tidemark/db'
import type { Logger } from '@tidemark/platform'
import type { SliSource } from './evaluate/sli-source.ts'

/** What evaluating needs, made once per process. It has no clock: rules are due and judged by the database's time. */
export type AlertContext = {
  readonly prisma: PrismaClient
  /** absorbs repeats; the database decides */
  readonly cooldown: Cooldown
  /** told after each COMMIT how many notifications of the project wait to be delivered; must not throw */
  readonly onCommit: (projectId: number, queued: number) => void
  readonly logger: Pick<Logger, 'warn' | 'error'>
  readonly sli: SliSource
}
