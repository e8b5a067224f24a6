import type { Pools } from '@tidemark/db'
import type { ChannelPorts, ChannelServices } from '../channels/define-channel.ts'

/** What delivering needs, made once per process. */
export type DeliveryContext = ChannelServices &
  ChannelPorts & {
    readonly pools: Pick<Pools, 'work'>
    /** told after COMMIT that a notification of the project got somewhere; must not throw */
    readonly onSettled: (projectId: number) => void
    /** in [0, 1); Math.random unless a test says otherwise */
    readonly random?: () => number
  }
