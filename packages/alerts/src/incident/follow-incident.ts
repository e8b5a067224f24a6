import type { Severity } from '@tidemark/contracts'
import { uuidv7 } from '@tidemark/platform'
import { actorName, type Writer } from '@tidemark/workspace'
import { isHigher } from '../evaluate/severity.ts'
import type { StepToWrite } from '../evaluate/write-step.ts'
import { describeEvent } from './describe-event.ts'

type OpenIncident = { id: string; state: string; severity: string }

/** The unresolved incident of an instance, locked against people who move it. */
async function lockOpenIncident(tx: Writer, instanceId: string): Promise<OpenIncident | undefined> {
  const rows = await tx.$queryRaw<OpenIncident[]>`
    SELECT id, state, severity FROM incident WHERE instance_id = ${instanceId}::uuid AND state <> 'resolved' FOR UPDATE`
  return rows[0]
}

async function openIncident(
  tx: Writer,
  { rule, instance, severity, message, now }: StepToWrite,
): Promise<OpenIncident> {
  const row = {
    id: uuidv7(now),
    projectId: rule.project.id,
    ruleId: rule.id,
    instanceId: instance.id,
    title: message?.title ?? rule.name,
    severity: severity ?? 'warning',
    state: 'triggered',
    labels: instance.labels,
    message: message?.message ?? '',
    openedAt: new Date(now),
  }
  await tx.incident.create({ data: row })
  return row
}

async function updateIncident(tx: Writer, incident: OpenIncident, write: StepToWrite): Promise<void> {
  const { step, severity, message, now, actor } = write
  const raised = severity !== null && isHigher(severity, incident.severity as Severity)
  const texts = message === null ? {} : { message: message.message }
  const resolved =
    step.incident === 'resolve'
      ? { state: 'resolved', resolvedAt: new Date(now), resolvedBy: actor.kind === 'system' ? null : actorName(actor) }
      : message === null
        ? {}
        : { title: message.title }
  await tx.incident.update({
    where: { id: incident.id },
    data: { ...texts, ...resolved, ...(raised ? { severity } : {}), version: { increment: 1 } },
  })
}

/**
 * Makes the incident follow a step and notes it on the timeline. An incident that a person resolved while the instance
 * went on firing is over: the next notification of the episode, a reminder at the latest, opens another one.
 */
export async function followIncident(
  tx: Writer,
  write: StepToWrite,
  transitionId: string,
): Promise<{ id: string; acknowledged: boolean } | null> {
  const { step, instance, now, actor } = write
  if (step.incident === 'none' && instance.firingSince === null) return null
  const known = await lockOpenIncident(tx, instance.id)
  const opens = known === undefined && (step.incident === 'open' || step.incident === 'update')
  const incident = opens ? await openIncident(tx, write) : known
  if (incident === undefined) return null
  if (!opens && step.incident !== 'none') await updateIncident(tx, incident, write)
  await tx.incidentEvent.create({
    data: {
      id: uuidv7(now),
      incidentId: incident.id,
      at: new Date(now),
      kind: 'transition',
      by: actor.kind === 'system' ? null : actorName(actor),
      text: describeEvent(step.reason, write.severity),
      transitionId,
    },
  })
  return { id: incident.id, acknowledged: incident.state === 'acknowledged' }
}
