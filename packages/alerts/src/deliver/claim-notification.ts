import { SEVERITIES } from '@tidemark/contracts'
import { withClient } from '@tidemark/db'
import { type DeliveryContext, outboxTime } from './delivery-context.ts'

/** Longer than any attempt takes: a claim that is older belongs to a process that died. */
const LEASE_MS = 60_000
/** Messages under way to one channel, so that a receiver that hangs holds up nobody else. */
const UNDER_WAY_MAX = 2
/** Messages that one channel takes per minute; the last ones are kept for what is critical. */
const PER_MINUTE = { all: 20, uncritical: 15 }

/** One notification that is ours to send until the lease ends. `attempt` counts from 1 and already includes this one. */
export type Claimed = {
  readonly id: string
  readonly projectId: number
  readonly attempt: number
  readonly payload: unknown
  readonly channel: {
    readonly id: string
    readonly kind: string
    readonly name: string
    readonly config: unknown
    readonly secret: Buffer | null
    readonly deleted: boolean
  }
}

// The attempt is counted and committed before the work, so that a message which kills its sender runs out of attempts.
const CLAIM = `
  WITH clock AS (
    SELECT coalesce($1::timestamptz, clock_timestamp()) AS now
  ), under_way AS (
    SELECT channel_id, count(*) AS n FROM notification, clock
    WHERE state = 'sending' AND next_attempt_at > clock.now GROUP BY channel_id
  ), told AS (
    SELECT channel_id, count(*) AS n FROM notification
    WHERE sent_at > (SELECT now FROM clock) - interval '1 minute' GROUP BY channel_id
  ), due AS (
    SELECT n.id FROM notification n
    LEFT JOIN under_way USING (channel_id)
    LEFT JOIN told USING (channel_id)
    CROSS JOIN LATERAL (SELECT coalesce(array_position($3::text[], n.payload->>'severity'), 1) AS urgency) AS how
    WHERE n.state IN ('queued', 'sending') AND n.next_attempt_at <= (SELECT now FROM clock)
      AND ($7::uuid IS NULL OR n.id = $7)
      AND coalesce(under_way.n, 0) < $4::int
      AND coalesce(told.n, 0) + coalesce(under_way.n, 0)
        < CASE WHEN how.urgency >= array_position($3::text[], 'critical') THEN $5::int ELSE $6::int END
    ORDER BY how.urgency DESC, n.next_attempt_at, n.id
    LIMIT 1 FOR UPDATE OF n SKIP LOCKED
  )
  UPDATE notification n SET state = 'sending', attempts = n.attempts + 1, next_attempt_at = clock.now + $2 * interval '1 ms'
  FROM due, clock, alert_channel c WHERE n.id = due.id AND c.id = n.channel_id
  RETURNING n.id, n.project_id AS "projectId", n.attempts AS attempt, n.payload,
    json_build_object('id', c.id, 'kind', c.kind, 'name', c.name, 'config', c.config, 'deleted', c.deleted_at IS NOT NULL)
      AS channel, c.secret`

type Row = Omit<Claimed, 'channel'> & { channel: Omit<Claimed['channel'], 'secret'>; secret: Buffer | null }

/**
 * Takes the most urgent notification that is due, or the named one if it is. Null where there is none, where its channel
 * is busy, or where the channel has been told enough for this minute.
 */
export async function claimNotification(context: DeliveryContext, id?: string): Promise<Claimed | null> {
  const limits = [UNDER_WAY_MAX, PER_MINUTE.all, PER_MINUTE.uncritical]
  const values = [outboxTime(context), LEASE_MS, SEVERITIES, ...limits, id ?? null]
  const { rows } = await withClient(context.pools.work, (client) => client.query<Row>(CLAIM, values))
  const [row] = rows
  if (row === undefined) return null
  const { secret, channel, ...notification } = row
  return { ...notification, channel: { ...channel, secret } }
}
