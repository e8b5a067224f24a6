import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLabDatabase } from '@tidemark/bench/lab/database'
import { furnish } from '@tidemark/bench/lab/furnish'
import type { PackSpec, SeededEvent } from '@tidemark/contracts'
import { createPools } from '@tidemark/db'
import { buildCatalog, createIngestContext, queryMetric, syncCatalog } from '@tidemark/metrics'
import { packs } from '@tidemark/packs'
import { type CheckContext, checkMetric } from './check-metrics.ts'
import { type Difference, Ledger } from './compare.ts'
import { loadEvents } from './load-events.ts'
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

const byTime = (a: SeededEvent, b: SeededEvent): number => a.ts - b.ts

function seedAll({ events, seed, pack }: AnswersOptions, now: number): SeededStretch[] {
  const chosen: PackSpec[] = packs.filter(({ name }) => pack === undefined || name === pack)
  if (chosen.length === 0) throw new Error(`there is no pack ${pack}`)
  const each = Math.ceil(events / chosen.filter(({ generator }) => generator !== undefined).length)
  return chosen.flatMap((one) => seedPack(one, each, seed, now) ?? [])
}

/** Writes a seeded world through the door, asks every answer of every pack and holds each against DuckDB over the same events. */
export async function checkAnswers(options: AnswersOptions): Promise<AnswersReport> {
  const { log } = options
  const started = performance.now()
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-check-'))
  const database = await startLabDatabase()
  const { project } = await furnish(database.url)
  const pools = createPools({ url: database.url, process: 'check' })
  try {
    await pools.work.query('UPDATE project SET timezone = $2 WHERE id = $1', [project.id, TIME_ZONE])
    const now = Date.now()
    const stretches = seedAll(options, now)
    const events = stretches.flatMap((stretch) => stretch.events).sort(byTime)
    const catalog = buildCatalog(packs)
    const context = createIngestContext({ pools, catalog, slots: await syncCatalog(pools, catalog) })
    log(`writing ${events.length} events of ${stretches.length} packs through the door`)
    const loaded = await loadEvents(context, { id: project.id, rawRetentionDays: 7 }, events)
    if (loaded.accepted !== events.length)
      throw new Error(
        `${events.length - loaded.accepted} events were refused: ${loaded.refused.slice(0, 5).join('; ')}`,
      )
    const specs = stretches.flatMap(({ pack }) => pack.events)
    const warehouse = await openWarehouse(folder, events, specs)
    const asker = { id: project.id, timeZone: TIME_ZONE, weekStart: 0 }
    const ledger = new Ledger()
    const check: CheckContext = {
      ask: (query) => queryMetric({ pool: pools.query, catalog, clock: () => now }, asker, query),
      warehouse,
      ledger,
      timeZone: TIME_ZONE,
      isPersonal: (dimension) => specs.some((spec) => spec.dimensions[dimension]?.personal),
    }
    for (const { pack, range } of stretches) {
      const before = ledger.compared
      for (const metric of catalog.metrics.values())
        if (metric.pack === pack.name) await checkMetric(check, metric, range)
      log(`${pack.name}: ${ledger.compared - before} numbers of metrics, ${ledger.differences} differences so far`)
    }
    await warehouse.close()
    return {
      events: events.length,
      compared: ledger.compared,
      differences: ledger.differences,
      byKind: ledger.byKind,
      seconds: Math.round((performance.now() - started) / 100) / 10,
      first: ledger.first,
    }
  } finally {
    await pools.close()
    await database.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
