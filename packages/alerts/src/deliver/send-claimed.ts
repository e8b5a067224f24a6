import { withDeadline } from '@tidemark/backplane'
import { channelOf } from '../channels/channels.ts'
import type { SendResult } from '../channels/define-channel.ts'
import { openSecret } from '../channels/stored-secret.ts'
import { ATTEMPTS_MAX } from './backoff.ts'
import type { Claimed } from './claim-notification.ts'
import type { DeliveryContext } from './delivery-context.ts'

/** Half of the lease: what is still under way then has certainly ended before somebody else may try. */
const ATTEMPT_MS = 30_000

/** Makes one attempt and answers how it ended. Whatever is wrong with a channel is a result, never a crash. */
export async function sendClaimed(context: DeliveryContext, claimed: Claimed): Promise<SendResult> {
  const { channel: stored, attempt, id, payload } = claimed
  if (stored.deleted) return { kind: 'refuse', reason: 'the channel was deleted' }
  if (attempt > ATTEMPTS_MAX) return { kind: 'refuse', reason: 'every attempt was cut short' }
  const channel = channelOf(stored.kind)
  if (channel === undefined) return { kind: 'retry', reason: `this version knows no channel of kind ${stored.kind}` }
  let secret: unknown
  try {
    secret = openSecret(context.secrets, stored.id, stored.secret)
  } catch (error) {
    context.logger.warn({ err: error, channel: stored.id, notification: id }, 'skipped a channel that is not set up')
    return { kind: 'retry', reason: 'the secret of the channel cannot be opened: TIDEMARK_MASTER_KEY' }
  }
  try {
    const sending = channel.send({ config: stored.config, secret }, { id, payload }, context)
    return await withDeadline(sending, ATTEMPT_MS, 'an attempt to deliver')
  } catch (error) {
    context.logger.warn({ err: error, channel: stored.id, notification: id }, 'an attempt to deliver broke off')
    return { kind: 'retry', reason: 'the attempt broke off' }
  }
}
