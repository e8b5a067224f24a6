import { IDLE, type JobHandler, type restateFunnels as job } from '@tidemark/jobs'
import { restateFunnels } from '@tidemark/metrics/funnel/restate-funnels'
import type { Services } from '../services.ts'

/** Keeps the daily tables of all funnels up to date. */
export function createRestateFunnels({ pools, ingest, clock, rawRetentionDays }: Services): JobHandler<typeof job> {
  const context = { pool: pools.query, work: pools.work, catalog: ingest.catalog, clock, rawRetentionDays }
  return async () => ((await restateFunnels(context)) === 0 ? IDLE : undefined)
}
