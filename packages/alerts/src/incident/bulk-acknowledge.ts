import type { ErrorCode, IncidentView } from '@tidemark/contracts'
import { invalid, toTidemarkError } from '@tidemark/platform'
import { requireRole, type ServiceContext } from '@tidemark/workspace'
import { acknowledgeIncident } from './acknowledge-incident.ts'
import type { IncidentOrder } from './change-incident.ts'

const BULK_MAX = 200

export type BulkOutcome = {
  readonly acknowledged: IncidentView[]
  readonly failed: { readonly id: string; readonly code: ErrorCode; readonly message: string }[]
}

/** Acknowledges many incidents, each on its own: what fails is answered with its reason. Throws `forbidden`, `invalid_input`. */
export async function bulkAcknowledge(ctx: ServiceContext, orders: readonly IncidentOrder[]): Promise<BulkOutcome> {
  requireRole(ctx, 'editor')
  if (orders.length > BULK_MAX) throw invalid(`At most ${BULK_MAX} incidents at once.`)
  const outcome: BulkOutcome = { acknowledged: [], failed: [] }
  for (const order of orders) {
    try {
      outcome.acknowledged.push(await acknowledgeIncident(ctx, order))
    } catch (error) {
      const { code, message } = toTidemarkError(error)
      outcome.failed.push({ id: order.id, code, message })
    }
  }
  return outcome
}
