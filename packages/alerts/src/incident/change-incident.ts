import { type IncidentCommand, IncidentState, type IncidentView, Severity } from '@tidemark/contracts'
import type { Prisma } from '@tidemark/db'
import { conflict, isUuid, notFound, uuidv7 } from '@tidemark/platform'
import { actorName, recordAudit, requireRole, type ServiceContext } from '@tidemark/workspace'
import { inTransaction } from '@tidemark/workspace/in-transaction'
import { type MoveKind, moveIncident } from './move-incident.ts'
import { toIncidentViews } from './to-incident-view.ts'

/** A command without the project, which the context has. */
export type IncidentOrder = Omit<IncidentCommand, 'project'>

const TEXT: Readonly<Record<MoveKind, (severity: Severity) => string>> = {
  acknowledge: () => 'Acknowledged.',
  escalate: (severity) => `Escalated to ${severity}.`,
  resolve: () => 'Resolved by hand.',
}

function columnsOf(move: MoveKind, by: string, at: Date): Prisma.IncidentUpdateManyMutationInput {
  if (move === 'acknowledge') return { acknowledgedAt: at, acknowledgedBy: by }
  return move === 'resolve' ? { resolvedAt: at, resolvedBy: by } : {}
}

/**
 * Moves an incident, with a line on its timeline and an audit row. The version that was seen must still be the present
 * one. Throws `forbidden`, `not_found`, `conflict` (another version, an illegal move).
 */
export async function changeIncident(ctx: ServiceContext, order: IncidentOrder, move: MoveKind): Promise<IncidentView> {
  requireRole(ctx, 'editor')
  if (!isUuid(order.id)) throw notFound('There is no such incident.')
  const now = ctx.now()
  const by = actorName(ctx.actor)
  return inTransaction(ctx, async (tx) => {
    const where = { id: order.id, projectId: ctx.project.id }
    const row = await tx.incident.findFirst({ where })
    if (row === null) throw notFound('There is no such incident.')
    const stale = () => conflict('Somebody else has changed this incident. Look again.')
    if (row.version !== order.version) throw stale()
    const next = moveIncident({ state: IncidentState.parse(row.state), severity: Severity.parse(row.severity) }, move)
    // Of two that saw the same version, the second finds none to change.
    const changed = await tx.incident.updateMany({
      where: { ...where, version: order.version },
      data: { ...next, ...columnsOf(move, by, new Date(now)), version: { increment: 1 } },
    })
    if (changed.count === 0) throw stale()
    const text = [TEXT[move](next.severity), order.note].filter(Boolean).join(' ')
    await tx.incidentEvent.create({
      data: { id: uuidv7(now), incidentId: row.id, at: new Date(now), kind: 'move', by, text },
    })
    const details = {
      from: row.state,
      to: next.state,
      severity: next.severity,
      ...(order.note && { note: order.note }),
    }
    await recordAudit(tx, ctx, { action: `incident.${move}`, subject: row.id, details })
    const [view] = await toIncidentViews(tx, [await tx.incident.findUniqueOrThrow({ where: { id: row.id } })])
    return view!
  })
}
