import { cascadeRollups, IDLE, type JobHandler } from '@tidemark/jobs'
import type { Services } from '../services.ts'

const BUDGET_MS = 2_000

/** Brings the coarser rows up to date. */
export function createCascadeRollups({ cascade, producer }: Services): JobHandler<typeof cascadeRollups> {
  return async () => {
    const { rows, more } = await cascade.run({ budgetMs: BUDGET_MS })
    if (more) producer.wake(cascadeRollups)
    return rows === 0 ? IDLE : undefined
  }
}
