import type { IngestContext } from '../../ingest/ingest-context.ts'
import { chooseThreads, foldSlices, openFolders } from './folders.ts'
import { loadProject } from './rebuild-plan.ts'
import { makePlan, type RebuildOptions } from './rebuild-range.ts'
import { withLongTransaction } from './rebuild-session.ts'

/**
 * Does what a rebuild of [from, to) does up to the point where it writes, and forgets the result: tells what reading and
 * folding alone take. Locks nothing.
 */
export async function foldRange(
  context: IngestContext,
  projectId: number,
  from: number,
  to: number,
  options: Pick<RebuildOptions, 'threads'> = {},
): Promise<{ events: number; seconds: number }> {
  const started = performance.now()
  const project = await loadProject(context.pools.work, projectId)
  const {
    plan,
    slices,
    events: estimated,
  } = await withLongTransaction(context.pools, (tx) => makePlan(tx, context, project, { from, to }))
  const folders = await openFolders(plan, options.threads ?? chooseThreads(estimated))
  let events = 0
  try {
    await foldSlices(folders, slices, async (folded) => {
      events += folded.events
    })
  } finally {
    await Promise.all(folders.map((folder) => folder.close()))
  }
  return { events, seconds: (performance.now() - started) / 1000 }
}
