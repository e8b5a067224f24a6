import { SEVERITIES, type Severity } from '@tidemark/contracts'
import type { Writer } from '@tidemark/workspace'
import { upTo } from './severity.ts'

export type CooldownClaim = {
  readonly instanceId: string
  readonly severity: Severity
  /** epoch ms */
  readonly now: number
  readonly until: number
  readonly transitionId: string
}

const keyFor = (instanceId: string) => (severity: Severity) => `${instanceId}:${severity}`

/** Lets an instance be told of again at once: what it held back repeats of has been closed at the receivers. */
export async function releaseCooldown(tx: Writer, instanceId: string): Promise<void> {
  await tx.$executeRaw`DELETE FROM alert_cooldown WHERE key = ANY(${SEVERITIES.map(keyFor(instanceId))}::text[])`
}

/**
 * Claims the right to tell of an instance at a severity until `until`. Null when it was taken, else until when another
 * claim holds it, epoch ms. A claim holds for less urgent severities as well: only more urgent news get through. Runs
 * inside the transaction of the transition, so a claim without a notification does not exist.
 */
export async function takeCooldown(tx: Writer, claim: CooldownClaim): Promise<number | null> {
  const { instanceId, severity, now, until, transitionId } = claim
  const keyOf = keyFor(instanceId)
  const taken = await tx.$executeRaw`
    INSERT INTO alert_cooldown AS held (key, until, transition_id)
    VALUES (${keyOf(severity)}, ${new Date(until)}, ${transitionId}::uuid)
    ON CONFLICT (key) DO UPDATE SET until = excluded.until, transition_id = excluded.transition_id
    WHERE held.until <= ${new Date(now)}`
  if (taken === 0) {
    // The row that refused is locked by the attempt: it is still there.
    const held = await tx.alertCooldown.findUniqueOrThrow({ where: { key: keyOf(severity) } })
    return held.until.getTime()
  }
  const lower = upTo(severity).slice(0, -1).map(keyOf)
  await tx.$executeRaw`
    INSERT INTO alert_cooldown AS held (key, until, transition_id)
    SELECT key, ${new Date(until)}, ${transitionId}::uuid FROM unnest(${lower}::text[]) AS key
    ON CONFLICT (key) DO UPDATE SET until = greatest(held.until, excluded.until), transition_id = excluded.transition_id`
  return null
}
