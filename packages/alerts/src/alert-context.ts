import type { Cooldown } from '@tidemark/backplane'
import type { Pools, PrismaClient } from '@tidemark/db'
import type { Clock, Logger } from '@tidemark/platform'
import type { SliSource } from './evaluate/sli-source.ts'

/** What evaluating and delivering need, made once per process. */
export type AlertContext = {
  readonly prisma: PrismaClient
  readonly pools: Pick<Pools, 'work' | 'query'>
  readonly clock: Clock
  /** absorbs repeats; the database decides */
  readonly cooldown: Cooldown
  /** told after COMMIT which notifications wait; must not throw */
  readonly wakeDelivery: (notificationIds: readonly string[]) => void
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>
  readonly sli: SliSource
}
