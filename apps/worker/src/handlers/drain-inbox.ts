import { cascadeRollups, IDLE, type JobHandler, drainInbox as job } from '@tidemark/jobs'
import { drainInbox } from '@tidemark/metrics'
import type { Services } from '../services.ts'

/** Long enough to share the cost of a run among many claims, short enough to stop in time. */
const BUDGET_MS = 1_000
/** Coarser rows are behind by this much at most while events keep coming. */
const CASCADE_GAP_MS = 500

/** Claims what waits in the inbox. Goes on at once, as a run of its own, while there is more. */
export function createDrainInbox(services: Services): JobHandler<typeof job> {
  const { ingest, producer, telemetry, clock, ingestConcurrency } = services
  let cascadeWokenAt = 0
  return async () => {
    const { claims, more } = await drainInbox(ingest, { budgetMs: BUDGET_MS, concurrency: ingestConcurrency })
    const foreign = telemetry.tellClaims(claims)
    if (more) producer.wake(job)
    if (claims.length > 0 && clock() - cascadeWokenAt >= CASCADE_GAP_MS) {
      cascadeWokenAt = clock()
      producer.wake(cascadeRollups)
    }
    return foreign ? undefined : IDLE
  }
}
