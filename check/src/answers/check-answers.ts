import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLabDatabase } from '@tidemark/bench/lab/database'
import { furnish } from '@tidemark/bench/lab/furnish'
import type { PackSpec, SeededEvent } from '@tidemark/contracts'
import { createPools, type Pools } from '@tidemark/db'
import { buildCatalog, type Catalog, createIngestContext, syncCatalog } from '@tidemark/metrics'
import { packs } from '@tidemark/packs'
import { shareWork } from '@tidemark/platform'
import { checkMetric } from './check-metrics.ts'
import { checkSequences } from './check-sequences.ts'
import { checkSlos } from './check-slos.ts'
import { type Difference, Ledger } from './compare.ts'
import { loadEvents } from './load-events.ts'
import { askProduct } from './product.ts'
import { type SeededStretch, seedPack } from './seed-events.ts'
import { openWarehouse } from './warehouse.ts'

export interface AnswersReport {
  /** events written through the door */
  events: number
  /** numbers compared, and how many of them differ */
  compared: number
  differences: number
  byKind: Record<string, number>
  seconds: number
  first: readonly Difference[]
}

export interface AnswersOptions {
  readonly events: number
  readonly seed: string
  readonly pack?: string
  readonly log: (line: string) => void
}

const TIME_ZONE = 'Europe/Berlin'
const RAW_RETENTION_DAYS = 7
/** Metrics asked at once: the product answers while the warehouse counts. */
const LANES = 3

const byTime = (a: SeededEvent, b: SeededEvent): number => a.ts - b.ts

function seedAll({ events, seed, pack }: AnswersOptions, now: number): SeededStretch[] {
  const chosen: PackSpec[] = packs.filter(({ name }) => pack === undefined || name === pack)
  if (chosen.length === 0) throw new Error(`there is no pack ${pack}`)
  const each = Math.ceil(events / chosen.filter(({ generator }) => generator !== undefined).length)
  return chosen.flatMap((one) => seedPack(one, each, seed, now) ?? [])
}

async function load(pools: Pools, catalog: Catalog, projectId: number, events: readonly SeededEvent[]): Promise<void> {
  await pools.work.query('UPDATE project SET timezone = $2 WHERE id = $1', [projectId, TIME_ZONE])
  const context = createIngestContext({ pools, catalog, slots: await syncCatalog(pools, catalog) })
  const project = { id: projectId, rawRetentionDays: RAW_RETENTION_DAYS }
  const { accepted, refused } = await loadEvents(context, project, events)
  if (accepted !== events.length)
    throw new Error(`${events.length - accepted} events were refused: ${refused.slice(0, 5).join('; ')}`)
}

interface Compared extends AnswersOptions {
  readonly pools: Pools
  readonly projectId: number
  readonly folder: string
}

async function compareAll({
  log,
  pools,
  projectId,
  folder,
  ...options
}: Compared): Promise<Ledger & { events: number }> {
  const now = Date.now()
  const stretches = seedAll({ ...options, log }, now)
  const events = stretches.flatMap((stretch) => stretch.events).sort(byTime)
  const catalog = buildCatalog(packs)
  log(`writing ${events.length} events of ${stretches.length} packs through the door`)
  await load(pools, catalog, projectId, events)
  const specs = stretches.flatMap(({ pack }) => pack.events)
  const warehouse = await openWarehouse(folder, events, specs)
  const ledger = new Ledger()
  const isPersonal = (dimension: string) => specs.some((spec) => spec.dimensions[dimension]?.personal)
  const project = { id: projectId, timeZone: TIME_ZONE, weekStart: 0 }
  const context = {
    ...askProduct({ pool: pools.query, catalog, clock: () => now }, project),
    warehouse,
    ledger,
    timeZone: TIME_ZONE,
    isPersonal,
  }
  for (const { pack, range } of stretches) {
    const before = ledger.compared
    const own = [...catalog.metrics.values()].filter((metric) => metric.pack === pack.name)
    await shareWork(own, LANES, async (left) => {
      for (const metric of left) await checkMetric(context, metric, range)
    })
    await checkSequences(context, pack, range)
    await checkSlos(context, pack)
    log(`${pack.name}: ${ledger.compared - before} numbers, ${ledger.differences} differences so far`)
  }
  await warehouse.close()
  return Object.assign(ledger, { events: events.length })
}

/** Writes a seeded world through the door, asks every answer of every pack and holds each against DuckDB over the same events. */
export async function checkAnswers(options: AnswersOptions): Promise<AnswersReport> {
  const started = performance.now()
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-check-'))
  const database = await startLabDatabase()
  const { project } = await furnish(database.url)
  const pools = createPools({ url: database.url, process: 'check' })
  try {
    const { events, compared, differences, byKind, first } = await compareAll({
      ...options,
      pools,
      projectId: project.id,
      folder,
    })
    const seconds = Math.round((performance.now() - started) / 100) / 10
    return { events, compared, differences, byKind, seconds, first }
  } finally {
    await pools.close()
    await database.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
