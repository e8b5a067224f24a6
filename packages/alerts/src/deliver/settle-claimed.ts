import { type PoolClient, withTransaction } from '@tidemark/db'
import { uuidv7 } from '@tidemark/platform'
import type { SendResult } from '../channels/define-channel.ts'
import { ATTEMPTS_MAX, nextWait } from './backoff.ts'
import type { Claimed } from './claim-notification.ts'
import type { DeliveryContext } from './delivery-context.ts'

/** Where a notification stands after an attempt. */
type Fate =
  | { readonly state: 'sent' }
  | { readonly state: 'queued'; readonly error: string; readonly waitMs: number }
  | { readonly state: 'failed'; readonly error: string }

/** What follows from how the given attempt ended. Pure. */
export function fateOf(result: SendResult, attempt: number, random: number): Fate {
  if (result.kind === 'ok') return { state: 'sent' }
  const waitMs = result.kind === 'refuse' ? null : nextWait(attempt, result.afterMs, random)
  if (waitMs === null) return { state: 'failed', error: result.reason }
  return { state: 'queued', error: result.reason, waitMs }
}

function tell(fate: Fate, { channel: { name, kind }, attempt }: Claimed): string {
  const channel = `${name} (${kind})`
  if (fate.state === 'sent') return `Told ${channel}${attempt > 1 ? ` at attempt ${attempt}` : ''}`
  const tried = `attempt ${Math.min(attempt, ATTEMPTS_MAX)} of ${ATTEMPTS_MAX}`
  if (fate.state === 'failed') return `Gave up telling ${channel} after ${tried}: ${fate.error}`
  return `Could not tell ${channel}, ${tried}: ${fate.error}`
}

// A success counts whoever reports it; a failure only while nobody else has taken over.
const SETTLE = `
  UPDATE notification SET state = $3, last_error = $4, next_attempt_at = $5, sent_at = $6
  WHERE id = $1 AND (($3 = 'sent' AND state <> 'sent') OR (state = 'sending' AND attempts = $2))`

const NOTE = `
  INSERT INTO incident_event (id, incident_id, at, kind, text, transition_id)
  SELECT $2, incident_id, $3, 'delivery', $4, transition_id FROM notification WHERE id = $1 AND incident_id IS NOT NULL`

async function write(tx: PoolClient, claimed: Claimed, fate: Fate, now: number): Promise<void> {
  const sent = fate.state === 'sent'
  const next = fate.state === 'queued' ? new Date(now + fate.waitMs) : null
  const error = sent ? null : fate.error
  const settled = [claimed.id, claimed.attempt, fate.state, error, next, sent ? new Date(now) : null]
  const { rowCount } = await tx.query(SETTLE, settled)
  if (rowCount === 0) return
  await tx.query(NOTE, [claimed.id, uuidv7(now), new Date(now), tell(fate, claimed)])
}

/** Records how an attempt ended, in the outbox and in the timeline of the incident. */
export async function settleClaimed(context: DeliveryContext, claimed: Claimed, result: SendResult): Promise<Fate> {
  const { pools, clock, logger, random = Math.random, onSettled } = context
  const fate = fateOf(result, claimed.attempt, random())
  await withTransaction(pools.work, (tx) => write(tx, claimed, fate, clock()))
  onSettled(claimed.projectId)
  const facts = { notification: claimed.id, channel: claimed.channel.id, attempt: claimed.attempt }
  if (fate.state !== 'sent')
    logger.warn({ ...facts, reason: fate.error, state: fate.state }, 'an alert was not delivered')
  return fate
}
