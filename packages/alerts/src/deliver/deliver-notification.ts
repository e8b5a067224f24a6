import { type Claimed, claimNotification } from './claim-notification.ts'
import type { DeliveryContext } from './delivery-context.ts'
import { sendClaimed } from './send-claimed.ts'
import { settleClaimed } from './settle-claimed.ts'

/** How an attempt left a notification; `idle` where there was nothing to do, or nothing that may be done now. */
export type Delivered = 'sent' | 'queued' | 'failed' | 'idle'

export async function deliverClaimed(context: DeliveryContext, claimed: Claimed): Promise<Delivered> {
  const result = await sendClaimed(context, claimed)
  return (await settleClaimed(context, claimed, result)).state
}

/**
 * Makes one attempt to deliver a notification that is due. Killed at any instant, the attempt is made again once its
 * lease has ended, with the same id.
 */
export async function deliverNotification(context: DeliveryContext, id: string): Promise<Delivered> {
  const claimed = await claimNotification(context, id)
  return claimed === null ? 'idle' : deliverClaimed(context, claimed)
}
