import { createBackplane, type SharedCache } from '@tidemark/backplane'
import { createPools, type Pools } from '@tidemark/db'
import { type IngestContext, type QueryProject, rebuildRange } from '@tidemark/metrics'
import { narrativeGame } from '@tidemark/packs/narrative-game/index'
import { createLogger } from '@tidemark/platform'
import { startLabDatabase } from '../lab/database.ts'
import { furnish } from '../lab/furnish.ts'
import { openCatalog } from '../rebuild-events.ts'
import { combinations } from '../rebuild-pack.ts'
import { encodeReplay } from '../replay/replay.ts'
import { encodeServed, resolveServed } from '../replay/served-events.ts'
import { storeEvents } from '../replay/store-events.ts'
import { recordTemplate } from '../replay/template.ts'
import { storeUnitDays } from './game-history.ts'
import { copyWeeksBack } from './rollup-history.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const MONDAY = 1
/** A Monday, so that a retention table of eight weeks has eight. */
export const NOW = Date.UTC(2026, 5, 15)
export const RAW_DAYS = 7
const RAW = { from: NOW - RAW_DAYS * DAY_MS, to: NOW }
const COHORT_WEEKS = 8
const ROLLUP_WEEKS = 13
/** Share of the events that belong to the charted series; all others are told by the game. */
const SERVED_SHARE = 0.05
/** One region, so that a chart by route has as many lines. */
export const CHARTED = combinations.slice(0, 20)
/** Worlds are up to so many hours ahead of each other, so that a minute sees different parts of the day. */
const AHEAD_HOURS = 8

export interface QueryLab {
  readonly pools: Pools
  readonly context: IngestContext
  readonly project: QueryProject
  /** as processes share it in Postgres */
  readonly cache: SharedCache
  readonly postgresPid: number
  /** raw events stored */
  readonly events: number
  /** of them told by the game */
  readonly gameEvents: number
  readonly actors: number
  readonly rollupRows: number
  close(): Promise<void>
}

type Filled = Pick<QueryLab, 'events' | 'gameEvents'>

/** Stores seven days of raw events and folds them by a rebuild, and what is left of the time before. */
async function fill(context: IngestContext, projectId: number, events: number, log: Log): Promise<Filled> {
  const { pools } = context
  const template = await recordTemplate(context, projectId, [narrativeGame], {
    from: RAW.from,
    to: RAW.to + AHEAD_HOURS * HOUR_MS,
  })
  const perWorld = template.events / (1 + AHEAD_HOURS / (24 * RAW_DAYS))
  const worlds = Math.max(1, Math.round((events * (1 - SERVED_SHARE)) / perWorld))
  const aheadOf = (world: number) => (world % AHEAD_HOURS) * 60
  log(`storing the events of ${worlds} games of ${template.events} events`)
  const gameEvents = await storeEvents(pools, RAW, encodeReplay({ ...RAW, template, projectId, worlds, aheadOf }))
  const sets = await resolveServed(context, projectId, CHARTED)
  const count = Math.floor(events * SERVED_SHARE)
  const served = await storeEvents(pools, RAW, encodeServed({ ...RAW, projectId, sets, count }))
  log('folding them')
  const { seconds, rows } = await rebuildRange(context, projectId, RAW.from, RAW.to)
  log(`${rows} rows of all grains in ${Math.round(seconds)} s; now the weeks before`)
  await storeUnitDays(context, projectId, { from: NOW - COHORT_WEEKS * 7 * DAY_MS, to: RAW.from }, worlds)
  await copyWeeksBack(pools, projectId, RAW, { weeks: ROLLUP_WEEKS - 1, charted: ['bench_served'] })
  return { events: gameEvents + served, gameEvents }
}

type Log = (line: string) => void

async function countStored(pools: Pools): Promise<Pick<QueryLab, 'actors' | 'rollupRows'>> {
  const { rows } = await pools.work.query<{ actors: number; rollups: number }>(
    'SELECT (SELECT count(DISTINCT actor_id) FROM unit_day) AS actors, (SELECT count(*) FROM rollup) AS rollups',
  )
  return { actors: rows[0]!.actors, rollupRows: rows[0]!.rollups }
}

/** A Tidemark of its own with so many raw events of seven days, eight weeks of players and 91 days of rollups. */
export async function openQueryLab(events: number, log: Log): Promise<QueryLab> {
  const database = await startLabDatabase()
  const pools = createPools({ url: database.url, process: 'bench' })
  const logger = createLogger('bench', { level: 'silent' })
  const backplane = await createBackplane({ databaseUrl: database.url, logger, role: 'bench' })
  const close = async () => {
    await backplane.close()
    await pools.close()
    await database.stop()
  }
  try {
    const furnished = await furnish(database.url)
    // Weeks of the raw events' seven days, which are moved back as a whole.
    await pools.work.query('UPDATE project SET week_start = $2 WHERE id = $1', [furnished.project.id, MONDAY])
    const context = await openCatalog(pools, () => NOW)
    const filled = await fill(context, furnished.project.id, events, log)
    const project = { id: furnished.project.id, timeZone: 'UTC', weekStart: MONDAY }
    const counted = await countStored(pools)
    const { cache } = backplane
    return { pools, context, project, cache, postgresPid: database.pid, ...filled, ...counted, close }
  } catch (error) {
    await close()
    throw error
  }
}
