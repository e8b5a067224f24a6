import type { PackSpec, WireEvent } from '@tidemark/contracts'
import { createPools, type Pools } from '@tidemark/db'
import { packs } from '@tidemark/packs'
import { uuidv7 } from '@tidemark/platform'
import { createTestDatabase } from '@tidemark/testkit'
import { buildCatalog } from '../src/catalog/build-catalog.ts'
import type { Catalog } from '../src/catalog/catalog.ts'
import { createDoor, type Door } from '../src/ingest/door.ts'
import { createIngestContext, type IngestContext } from '../src/ingest/ingest-context.ts'
import { syncCatalog } from '../src/ingest/sync-catalog.ts'

export const SECRET = 'a secret that only tests know, long enough'

/** A fresh database with one project, the catalog in it, a door and what a worker folds with. */
export interface World {
  pools: Pools
  catalog: Catalog
  context: IngestContext
  door: Door
  project: { id: number; rawRetentionDays: number; timeZone: string; weekStart: number }
  addProject(slug: string, timeZone?: string): Promise<World['project']>
  close(): Promise<void>
}

export async function createWorld(
  options: { packs?: readonly PackSpec[]; clock?: () => number; timeZone?: string } = {},
): Promise<World> {
  const database = await createTestDatabase()
  const pools = createPools({ url: database.url, process: 'test' })
  const catalog = buildCatalog(options.packs ?? packs)
  const slots = await syncCatalog(pools, catalog)
  const clock = options.clock ?? Date.now
  const context = createIngestContext({ pools, catalog, slots, clock })
  const door = createDoor({ pools, catalog, secret: SECRET, clock })
  await pools.work.query(
    "INSERT INTO organization (id, name, slug, created_at) VALUES ('o1', 'Test', 'test', now()) ON CONFLICT DO NOTHING",
  )
  const addProject = async (slug: string, timeZone = 'UTC') => {
    const { rows } = await pools.work.query<{ id: number }>(
      "INSERT INTO project (organization_id, slug, name, timezone) VALUES ('o1', $1, $1, $2) RETURNING id",
      [slug, timeZone],
    )
    return { id: rows[0]!.id, rawRetentionDays: 7, timeZone, weekStart: 0 }
  }
  return {
    pools,
    catalog,
    context,
    door,
    project: await addProject('p1', options.timeZone),
    addProject,
    async close() {
      await door.close()
      await pools.close()
      await database.drop()
    },
  }
}

/** An api_request event; anything may be overridden. */
export function request(at: number, props: Record<string, unknown> = {}, more: Partial<WireEvent> = {}): WireEvent {
  return {
    id: uuidv7(at),
    type: 'api_request',
    ts: new Date(at).toISOString(),
    props: { method: 'GET', route: '/', status: 200, ...props },
    ...more,
  }
}
