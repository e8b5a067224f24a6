import type { Prisma } from '@tidemark/db'
import { type ActorContext, actorName, type Project, type Writer } from '../context.ts'

export type AuditEntry = {
  /** area.verb, as in `project.update` */
  action: string
  /** id of what was changed */
  subject?: string
  /** what changed; never secrets */
  details?: Prisma.InputJsonObject
  organizationId?: string
}

/** Writes one audit row. Called with the transaction of the change, so that neither exists without the other. */
export async function recordAudit(
  tx: Writer,
  ctx: Pick<ActorContext, 'actor'> & { readonly project?: Project },
  entry: AuditEntry,
): Promise<void> {
  const organizationId = entry.organizationId ?? ctx.project?.organizationId ?? null
  await tx.audit.create({
    data: {
      organizationId,
      projectId: ctx.project?.id ?? null,
      actor: actorName(ctx.actor),
      action: entry.action,
      subject: entry.subject ?? null,
      details: entry.details ?? {},
    },
  })
}
