import { IDLE, type JobHandler, type rebuildRollups } from '@tidemark/jobs'
import { runQueuedRebuilds } from '@tidemark/metrics'
import type { Services } from '../services.ts'

/** Folds again the ranges that wait for it. One that a stopped process leaves behind stays queued. */
export function createRebuildRollups({ ingest, log }: Services): JobHandler<typeof rebuildRollups> {
  return async () => {
    const report = await runQueuedRebuilds(ingest)
    if (report.ranges === 0) return IDLE
    log.info(report, 'rebuilt ranges')
    if (report.lostDays > 0) log.warn(report, 'left days as they are whose raw events are gone')
    return undefined
  }
}
