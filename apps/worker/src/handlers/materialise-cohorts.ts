import { IDLE, type JobHandler, type materialiseCohorts as materialiseCohortsJob } from '@tidemark/jobs'
import { materialiseCohorts } from '@tidemark/metrics'
import type { Services } from '../services.ts'

/** Stores the cohort tables and the digest of each project's last day, once it is over. */
export function createMaterialiseCohorts({
  pools,
  ingest,
  clock,
  kanonMin,
}: Services): JobHandler<typeof materialiseCohortsJob> {
  const context = { pool: pools.query, work: pools.work, catalog: ingest.catalog, kanonMin }
  return async () => {
    const { projects, failures } = await materialiseCohorts(context, { now: clock() })
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} projects have no new cohort tables`)
    return projects.length === 0 ? IDLE : undefined
  }
}
