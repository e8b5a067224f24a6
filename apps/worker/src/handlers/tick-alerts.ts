import { tickAlerts } from '@tidemark/alerts'
import { IDLE, type JobHandler, tickAlerts as job } from '@tidemark/jobs'
import type { Services } from '../services.ts'

const BUDGET_MS = 4_000

/** Evaluates the rules that are due. Goes on at once, as a run of its own, while there are more. */
export function createTickAlerts({ alerts, producer, telemetry }: Services): JobHandler<typeof job> {
  return async () => {
    const report = await tickAlerts(alerts, { budgetMs: BUDGET_MS })
    telemetry.tellEvaluations(report)
    if (report.more) producer.wake(job)
    return report.rules === 0 ? IDLE : undefined
  }
}
