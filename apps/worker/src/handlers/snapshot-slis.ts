import { SLI_WINDOWS } from '@tidemark/contracts'
import { IDLE, type JobHandler, type snapshotSlis } from '@tidemark/jobs'
import { projectsWithRuns, snapshotWindows } from '@tidemark/metrics'
import type { Services } from '../services.ts'

/** Keeps what the service levels of every project are now: at most one row per scope, window and hour. */
export function createSnapshotSlis({ pools, ingest, clock, kanonMin }: Services): JobHandler<typeof snapshotSlis> {
  const context = { pool: pools.query, work: pools.work, catalog: ingest.catalog, kanonMin }
  return async () => {
    const projects = await projectsWithRuns(context)
    const failures: unknown[] = []
    // One project that cannot be judged must not cost the others their history.
    for (const projectId of projects)
      await snapshotWindows(context, { projectId, workflow: null, windows: SLI_WINDOWS, now: clock() }).catch(
        (error: unknown) => failures.push(error),
      )
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} projects have no new SLI window`)
    return projects.length === 0 ? IDLE : undefined
  }
}
