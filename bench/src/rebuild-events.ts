import type { Pool, Pools } from '@tidemark/db'
import { buildCatalog, createIngestContext, type IngestContext, syncCatalog } from '@tidemark/metrics'
import { packs } from '@tidemark/packs'
import { type Clock, systemClock } from '@tidemark/platform'
import { benchPack } from './rebuild-pack.ts'
import { encodeReplay } from './replay/replay.ts'
import { encodeServed, resolveServed } from './replay/served-events.ts'
import { storeEvents } from './replay/store-events.ts'
import { recordTemplate } from './replay/template.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** A project with one day of raw events that nobody has folded yet. */
export interface RawDay {
  readonly projectId: number
  /** 24 hours of a UTC day, so that one partition holds them */
  readonly day: number
}

/** Everything that the packs declare is stored, and what this bench declares. */
export async function openCatalog(pools: Pools, clock: Clock = systemClock): Promise<IngestContext> {
  const catalog = buildCatalog([...packs, benchPack])
  return createIngestContext({ pools, catalog, slots: await syncCatalog(pools, catalog), clock })
}

async function makeProject(pool: Pool, slug: string): Promise<number> {
  await pool.query('INSERT INTO organization (id, name, slug, created_at) VALUES ($1, $1, $1, now())', [slug])
  const { rows } = await pool.query<{ id: number }>(
    'INSERT INTO project (organization_id, slug, name) VALUES ($1, $1, $1) RETURNING id',
    [slug],
  )
  return rows[0]!.id
}

/** One event type with 500 dimension sets and two sketches. */
export async function storeServedDay(pools: Pools, context: IngestContext, count: number): Promise<RawDay> {
  const projectId = await makeProject(pools.work, 'bench')
  const day = Date.UTC(2026, 5, 10)
  const range = { from: day, to: day + DAY_MS }
  const sets = await resolveServed(context, projectId)
  await storeEvents(pools, range, encodeServed({ ...range, projectId, sets, count }))
  return { projectId, day }
}

/**
 * All event types of all packs as often as their made-up worlds send them: the worlds of one busy hour, played by as many
 * different people at once as the events need, spread over the hour so that every minute sees every part of it.
 */
export async function storePacksDay(pools: Pools, context: IngestContext, count: number): Promise<RawDay> {
  const projectId = await makeProject(pools.work, 'packs')
  // Far from the other day: a rebuild looks for late events in the days around its own.
  const day = Date.UTC(2026, 6, 10)
  const range = { from: day, to: day + DAY_MS }
  const hour = { from: day + 14 * HOUR_MS, to: day + 15 * HOUR_MS }
  const template = await recordTemplate(context, projectId, packs, hour)
  const worlds = Math.max(1, Math.round(count / (24 * template.events)))
  const aheadOf = (world: number) => Math.floor((world * 60) / worlds)
  await storeEvents(pools, range, encodeReplay({ ...range, template, projectId, worlds, aheadOf }))
  return { projectId, day }
}
