import { type auditRollups, IDLE, type JobHandler } from '@tidemark/jobs'
import { runAudit } from '@tidemark/metrics/audit/run-audit'
import type { Services } from '../services.ts'

/** Of every 20 s: a corrupted row that people look at is found in time, and claims keep their share of the machine. */
const BUDGET_MS = 2_000

/** Folds again what people look at, and some of the rest by chance. */
export function createAuditRollups({ ingest, log, rawRetentionDays }: Services): JobHandler<typeof auditRollups> {
  return async () => {
    const report = await runAudit({ ...ingest, rawRetentionDays }, { budgetMs: BUDGET_MS })
    if (report.differing > 0) log.warn(report, 'stored rows do not tell what raw events tell')
    return report.checked === 0 ? IDLE : undefined
  }
}
