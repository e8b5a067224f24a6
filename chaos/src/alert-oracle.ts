import type { Pool } from '@tidemark/db'

/** What the database says of alerts after the storm, held against what the receiver got. */
export type AlertVerdict = {
  transitions: number
  /** ids that were sent */
  notifications: number
  /** transition and channel with more than one notification */
  duplicated: number
  /** transition and channel that should have a notification and have none, or one that was not sent or never came */
  lost: number
  /** ids that came and that the outbox does not know */
  unknown: number
  /** instances whose steps do not follow from each other */
  broken: number
  /** requests beyond one per id: after a crash the same id is sent again */
  repeated: number
}

/** Steps that people are told of. An episode that the end of the rule cuts off is one of them. */
const WANTED = `
  SELECT t.id AS transition_id, c.channel_id FROM alert_transition t JOIN alert_rule_channel c USING (rule_id)
  WHERE t.project_id = $1 AND (t.reason IN ('fired', 'severity_raised', 'still_firing', 'resolved')
    OR (t.reason IN ('rule_changed', 'unlisted') AND t.from_state IN ('firing', 'recovering')))`

/** Asks the database alone what should have been told. `received` lists the webhook-id of every request. */
export async function judgeAlerts(pool: Pool, projectId: number, received: readonly string[]): Promise<AlertVerdict> {
  const came = new Set(received)
  const { rows: wanted } = await pool.query<{ n: number }>(
    `SELECT count(n.id) AS n FROM (${WANTED}) w LEFT JOIN notification n USING (transition_id, channel_id)
     GROUP BY transition_id, channel_id`,
    [projectId],
  )
  const { rows: outbox } = await pool.query<{ id: string; state: string }>(
    'SELECT id, state FROM notification WHERE project_id = $1',
    [projectId],
  )
  const known = new Set(outbox.map(({ id }) => id))
  // What the cooldown held back is a decision, not a loss.
  const due = outbox.filter(({ state }) => state !== 'dropped')
  return {
    transitions: await countTransitions(pool, projectId),
    notifications: outbox.filter(({ state }) => state === 'sent').length,
    duplicated: wanted.filter(({ n }) => n > 1).length,
    lost:
      wanted.filter(({ n }) => n === 0).length +
      due.filter(({ id, state }) => state !== 'sent' || !came.has(id)).length,
    unknown: [...came].filter((id) => !known.has(id)).length,
    broken: await countBroken(pool, projectId),
    repeated: received.length - came.size,
  }
}

/** Notifications that somebody still has to deliver. */
export async function countUndelivered(pool: Pool, projectId: number): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    "SELECT count(*) AS n FROM notification WHERE project_id = $1 AND state IN ('queued', 'sending')",
    [projectId],
  )
  return rows[0]?.n ?? 0
}

async function countTransitions(pool: Pool, projectId: number): Promise<number> {
  const { rows } = await pool.query<{ n: number }>('SELECT count(*) AS n FROM alert_transition WHERE project_id = $1', [
    projectId,
  ])
  return rows[0]?.n ?? 0
}

async function countBroken(pool: Pool, projectId: number): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    `SELECT count(DISTINCT instance_id) AS n FROM (
       SELECT instance_id, instance_version, from_state,
         coalesce(lag(instance_version) OVER steps, 0) AS version_before, lag(to_state) OVER steps AS state_before
       FROM alert_transition WHERE project_id = $1
       WINDOW steps AS (PARTITION BY instance_id ORDER BY instance_version)) step
     WHERE instance_version <> version_before + 1 OR from_state <> state_before`,
    [projectId],
  )
  return rows[0]?.n ?? 0
}
