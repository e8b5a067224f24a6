import { INGEST_LIMITS } from '@tidemark/contracts'
import type { Pools } from '@tidemark/db'
import { buildCatalog, Cascade, createDoor, createIngestContext, drainInbox, syncCatalog } from '@tidemark/metrics'
import { packs } from '@tidemark/packs'

/** Takes events through the real door into every grain, by a clock of its own. Throws where one is not accepted. */
export async function ingestNow(
  pools: Pools,
  projectId: number,
  clock: () => number,
  events: readonly unknown[],
): Promise<void> {
  const catalog = buildCatalog(packs)
  const slots = await syncCatalog(pools, catalog)
  const door = createDoor({ pools, catalog, secret: 'a secret that is only used in these tests', clock })
  for (let at = 0; at < events.length; at += INGEST_LIMITS.events) {
    const batch = events.slice(at, at + INGEST_LIMITS.events)
    const { accepted, rejected } = await door.accept({ id: projectId, rawRetentionDays: 30 }, { events: batch })
    if (accepted !== batch.length) throw new Error(`not accepted: ${JSON.stringify(rejected[0])}`)
  }
  await drainInbox(createIngestContext({ pools, catalog, slots, clock }), { budgetMs: 60_000, concurrency: 1 })
  await new Cascade(pools, clock).run({ budgetMs: 60_000, force: true })
  await door.close()
}
