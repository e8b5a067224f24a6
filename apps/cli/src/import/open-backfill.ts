import { createBackfill, syncCatalog } from '@tidemark/metrics'
import type { ServiceContext } from '@tidemark/workspace'
import type { Session } from '../session/open-session.ts'
import type { Backfill } from './run-import.ts'

/** The door for history, opened on one project. */
export async function openBackfill(
  { pools, catalog, env }: Session,
  project: ServiceContext['project'],
): Promise<Backfill> {
  const slots = await syncCatalog(pools, catalog)
  const door = createBackfill({ pools, catalog, slots, secret: env.TIDEMARK_SECRET })
  const target = { id: project.id, rawRetentionDays: project.rawRetentionDays ?? env.RAW_RETENTION_DAYS }
  return { add: (events) => door.add(target, events), finish: () => door.finish(project.id) }
}
