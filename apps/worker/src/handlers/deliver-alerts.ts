import { deliverDue } from '@tidemark/alerts'
import { type deliverAlerts, IDLE, type JobHandler } from '@tidemark/jobs'
import type { Services } from '../services.ts'

/** Delivers what waits in the outbox; what becomes due meanwhile as well. */
export function createDeliverAlerts({ delivery }: Services): JobHandler<typeof deliverAlerts> {
  return async () => {
    const { sent, queued, failed } = await deliverDue(delivery)
    return sent + queued + failed === 0 ? IDLE : undefined
  }
}
