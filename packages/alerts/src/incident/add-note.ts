import type { TimelineEntry } from '@tidemark/contracts'
import { invalid, isUuid, notFound, uuidv7 } from '@tidemark/platform'
import { actorName, recordAudit, requireRole, type ServiceContext } from '@tidemark/workspace'
import { inTransaction } from '@tidemark/workspace/in-transaction'
import { namesOf } from './to-incident-view.ts'

const NOTE_MAX = 2000

/**
 * Writes on the timeline of an incident, resolved ones included. Throws `forbidden`, `invalid_input` (empty or longer
 * than 2,000 characters), `not_found`.
 */
export async function addNote(ctx: ServiceContext, input: { id: string; text: string }): Promise<TimelineEntry> {
  requireRole(ctx, 'editor')
  const text = input.text.trim()
  if (text === '' || text.length > NOTE_MAX) throw invalid(`A note has 1 to ${NOTE_MAX} characters.`)
  if (!isUuid(input.id)) throw notFound('There is no such incident.')
  const at = ctx.now()
  const by = actorName(ctx.actor)
  return inTransaction(ctx, async (tx) => {
    if ((await tx.incident.count({ where: { id: input.id, projectId: ctx.project.id } })) === 0)
      throw notFound('There is no such incident.')
    await tx.incidentEvent.create({
      data: { id: uuidv7(at), incidentId: input.id, at: new Date(at), kind: 'note', by, text },
    })
    await recordAudit(tx, ctx, { action: 'incident.note', subject: input.id })
    const nameOf = await namesOf(tx, [by])
    return { at, kind: 'note', by: nameOf(by), text }
  })
}
