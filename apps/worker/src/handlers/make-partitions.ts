import { makePartitionsAhead } from '@tidemark/db'
import { IDLE, type JobHandler, type makePartitions } from '@tidemark/jobs'
import type { Services } from '../services.ts'

/** Makes the partitions of the coming days. */
export function createMakePartitions({
  pools,
  clock,
  log,
  rawRetentionDays,
}: Services): JobHandler<typeof makePartitions> {
  return async () => {
    const made = await makePartitionsAhead(pools.work, { now: clock, retentionDays: rawRetentionDays, log })
    return made.length === 0 ? IDLE : undefined
  }
}
