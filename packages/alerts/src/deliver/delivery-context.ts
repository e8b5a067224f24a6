import type { Severity } from '@tidemark/contracts'
import type { Pools } from '@tidemark/db'
import type { Clock } from '@tidemark/platform'
import type { ChannelPorts, ChannelServices } from '../channels/define-channel.ts'

/** How telling a receiver ended. */
export type Delivery = {
  /** kind of the channel */
  readonly channel: string
  readonly severity: Severity | null
  readonly outcome: 'sent' | 'failed'
  /** since the transition that it tells of */
  readonly delayMs: number
}

/** What delivering needs, made once per process. */
export type DeliveryContext = ChannelServices &
  ChannelPorts & {
    readonly pools: Pick<Pools, 'work'>
    /** told after COMMIT that a notification of the project got somewhere; must not throw */
    readonly onSettled: (projectId: number) => void
    /** told after COMMIT that a receiver took a notification, or that it was given up; must not throw */
    readonly onDelivered?: (delivery: Delivery) => void
    /** what is due and when; the database's clock, which all processes share, unless a test says otherwise */
    readonly outboxClock?: Clock
    /** in [0, 1); Math.random unless a test says otherwise */
    readonly random?: () => number
  }

/** The time of the outbox as a parameter of its statements; null is the database's clock. */
export const outboxTime = ({ outboxClock }: DeliveryContext): Date | null =>
  outboxClock === undefined ? null : new Date(outboxClock())
