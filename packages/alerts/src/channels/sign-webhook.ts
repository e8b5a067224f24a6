import { createHmac, randomBytes } from 'node:crypto'

const PREFIX = 'whsec_'
const KEY_BYTES = 32

/** A new signing secret as https://www.standardwebhooks.com writes it. */
export const makeSigningSecret = (): string => PREFIX + randomBytes(KEY_BYTES).toString('base64')

export type SignedMessage = {
  readonly id: string
  /** of the attempt, whole seconds since the epoch */
  readonly timestamp: number
  readonly body: string
}

/**
 * The three headers of Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`, once with each secret, so that a
 * receiver may change its secret while messages are under way. Pure.
 */
export function signWebhook({ id, timestamp, body }: SignedMessage, secrets: readonly string[]) {
  const sign = (secret: string) =>
    createHmac('sha256', Buffer.from(secret.slice(PREFIX.length), 'base64'))
      .update(`${id}.${timestamp}.${body}`)
      .digest('base64')
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': secrets.map((secret) => `v1,${sign(secret)}`).join(' '),
  }
}
