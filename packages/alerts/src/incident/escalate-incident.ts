import type { IncidentView } from '@tidemark/contracts'
import { invalid } from '@tidemark/platform'
import type { ServiceContext } from '@tidemark/workspace'
import { changeIncident, type IncidentOrder } from './change-incident.ts'

/**
 * Raises the severity of an incident one step; the note says why and is required. Throws `forbidden`, `invalid_input`
 * (no reason), `not_found`, `conflict` (somebody was faster, it is resolved or an emergency already).
 */
export async function escalateIncident(ctx: ServiceContext, order: IncidentOrder): Promise<IncidentView> {
  if (order.note === undefined || order.note.trim() === '') throw invalid('Escalating needs a reason.')
  return changeIncident(ctx, order, 'escalate')
}
