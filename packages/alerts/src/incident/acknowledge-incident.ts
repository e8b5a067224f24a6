import type { IncidentView } from '@tidemark/contracts'
import type { ServiceContext } from '@tidemark/workspace'
import { changeIncident, type IncidentOrder } from './change-incident.ts'

/**
 * Says that somebody works on it: reminders stop, more urgency and the end are still told. Throws `forbidden`,
 * `not_found`, `conflict` (somebody was faster, it is acknowledged or resolved already).
 */
export const acknowledgeIncident = (ctx: ServiceContext, order: IncidentOrder): Promise<IncidentView> =>
  changeIncident(ctx, order, 'acknowledge')
