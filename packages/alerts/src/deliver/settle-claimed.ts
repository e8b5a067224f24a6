import type { Severity } from '@tidemark/contracts'
import { type PoolClient, withTransaction } from '@tidemark/db'
import { uuidv7 } from '@tidemark/platform'
import type { SendResult } from '../channels/define-channel.ts'
import { ATTEMPTS_MAX, nextWait } from './backoff.ts'
import type { Claimed } from './claim-notification.ts'
import { type DeliveryContext, outboxTime } from './delivery-context.ts'

/** Where a notification stands after an attempt. */
type Fate =
  | { readonly state: 'sent' }
  | { readonly state: 'queued'; readonly error: string; readonly waitMs: number }
  | { readonly state: 'failed'; readonly error: string }

/** What follows from how the given attempt ended. Pure. */
function fateOf(result: SendResult, attempt: number, random: number): Fate {
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
  WITH clock AS (SELECT coalesce($6::timestamptz, clock_timestamp()) AS now)
  UPDATE notification SET state = $3, last_error = $4, drop_reason = NULL,
    next_attempt_at = clock.now + $5::float8 * interval '1 ms',
    sent_at = CASE WHEN $3 = 'sent' THEN clock.now END
  FROM clock WHERE id = $1 AND (($3 = 'sent' AND state <> 'sent') OR (state = 'sending' AND attempts = $2))
  RETURNING incident_id AS "incidentId", transition_id AS "transitionId", clock.now AS at,
    (SELECT (date_part('epoch', clock.now - t.at) * 1000)::float8 FROM alert_transition t WHERE t.id = transition_id) AS "delayMs",
    (SELECT t.severity FROM alert_transition t WHERE t.id = transition_id) AS severity`

const NOTE = `
  INSERT INTO incident_event (id, incident_id, at, kind, text, transition_id) VALUES ($1, $2, $3, 'delivery', $4, $5)`

type Settled = { incidentId: string | null; transitionId: string; at: Date; delayMs: number; severity: Severity | null }

async function write(tx: PoolClient, claimed: Claimed, fate: Fate, now: Date | null): Promise<Settled | undefined> {
  const error = fate.state === 'sent' ? null : fate.error
  const waitMs = fate.state === 'queued' ? fate.waitMs : null
  const { rows } = await tx.query<Settled>(SETTLE, [claimed.id, claimed.attempt, fate.state, error, waitMs, now])
  const [settled] = rows
  if (settled === undefined || settled.incidentId === null) return settled
  const { incidentId, transitionId, at } = settled
  await tx.query(NOTE, [uuidv7(at.getTime()), incidentId, at, tell(fate, claimed), transitionId])
  return settled
}

/** Records how an attempt ended, in the outbox and in the timeline of the incident. */
export async function settleClaimed(context: DeliveryContext, claimed: Claimed, result: SendResult): Promise<Fate> {
  const { pools, logger, random = Math.random, onSettled, onDelivered } = context
  const fate = fateOf(result, claimed.attempt, random())
  const settled = await withTransaction(pools.work, (tx) => write(tx, claimed, fate, outboxTime(context)))
  onSettled(claimed.projectId)
  if (settled !== undefined && fate.state !== 'queued') {
    const { severity, delayMs } = settled
    onDelivered?.({ channel: claimed.channel.kind, severity, outcome: fate.state, delayMs: Math.max(0, delayMs) })
  }
  const facts = { notification: claimed.id, channel: claimed.channel.id, attempt: claimed.attempt }
  if (fate.state !== 'sent')
    logger.warn({ ...facts, reason: fate.error, state: fate.state }, 'an alert was not delivered')
  return fate
}
