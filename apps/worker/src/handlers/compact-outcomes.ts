import { type compactOutcomes as compactOutcomesJob, IDLE, type JobHandler } from '@tidemark/jobs'
import { compactOutcomes, forgetAttempts } from '@tidemark/metrics'
import type { Services } from '../services.ts'

/** Adds up the outcome counts of closed hours and clears the notes of claims that are over. */
export function createCompactOutcomes({ pools }: Services): JobHandler<typeof compactOutcomesJob> {
  return async () => {
    const removed = (await compactOutcomes(pools.work)) + (await forgetAttempts(pools.work))
    return removed === 0 ? IDLE : undefined
  }
}
