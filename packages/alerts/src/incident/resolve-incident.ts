import type { IncidentView } from '@tidemark/contracts'
import type { ServiceContext } from '@tidemark/workspace'
import { changeIncident, type IncidentOrder } from './change-incident.ts'

/**
 * Closes an incident by hand. The alert instance is not touched: should it go on firing, its next notification (a
 * reminder after the cooldown at the latest) opens a new incident, because trouble that goes on must not be silent.
 * Throws `forbidden`, `not_found`, `conflict` (somebody was faster, it is resolved already).
 */
export const resolveIncident = (ctx: ServiceContext, order: IncidentOrder): Promise<IncidentView> =>
  changeIncident(ctx, order, 'resolve')
