import { tickAlerts } from '@tidemark/alerts'
import { IDLE, type JobHandler, tickAlerts as job } from '@tidemark/jobs'
import type { Services } from '../services.ts'

const BUDGET_MS = 4_000

/** Evaluates the rules that are due. Goes on at once, as a run of its own, while there are more. */
export function createTickAlerts({ alerts, producer }: Services): JobHandler<typeof job> {
  return async () => {
    const { rules, more } = await tickAlerts(alerts, { budgetMs: BUDGET_MS })
    if (more) producer.wake(job)
    return rules === 0 ? IDLE : undefined
  }
}
