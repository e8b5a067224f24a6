import type { Pools } from '@tidemark/db'
import { buildCatalog, createIngestContext, syncCatalog, verifyRange } from '@tidemark/metrics'
import { packs } from '@tidemark/packs'

const DAY_MS = 86_400_000

/** Rollup rows of a project that differ from a fold of its raw events, over yesterday, today and tomorrow, all grains. */
export async function countMismatches(pools: Pools, projectId: number): Promise<number> {
  const catalog = buildCatalog(packs)
  const context = createIngestContext({ pools, catalog, slots: await syncCatalog(pools, catalog) })
  const now = Date.now()
  const { mismatched } = await verifyRange(context, projectId, now - DAY_MS, now + DAY_MS)
  return mismatched
}
