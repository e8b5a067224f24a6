import type { JobHandler, samplePlatform } from '@tidemark/jobs'
import { sampleDatabase } from '@tidemark/metrics/self/index'
import { databaseSample } from '@tidemark/packs'
import type { Services } from '../services.ts'

/** Looks at the database, once for all workers. */
export function createSamplePlatform({ pools, recorder }: Services): JobHandler<typeof samplePlatform> {
  return async () => recorder.record(databaseSample, await sampleDatabase(pools.query), { lazy: true })
}
