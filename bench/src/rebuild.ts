import { createPools, type Pools, withClient } from '@tidemark/db'
import { migrate } from '@tidemark/db/migrate'
import { foldRange, type IngestContext, rebuildRange } from '@tidemark/metrics'
import { describeLimit, watchCpu } from './lab/cpu.ts'
import { type LabDatabase, startLabDatabase } from './lab/database.ts'
import { aggregateInSql, compareWithSql } from './rebuild-compare.ts'
import { openCatalog, type RawDay, storePacksDay, storeServedDay } from './rebuild-events.ts'

export interface RebuildBenchOptions {
  /** events in the 24 hours that are rebuilt */
  readonly events: number
  /** also rebuilds as many events of all packs */
  readonly packs: boolean
  readonly log: (line: string) => void
}

export interface RebuildBenchReport {
  events: number
  /** reading, folding and writing all grains: a whole rebuild into empty rollups, from its call to its commit */
  seconds: number
  /** reading and folding alone, without writing, in a run of its own */
  foldSeconds: number
  /** what writing adds: seconds - foldSeconds */
  writeSeconds: number
  /** the hourly aggregates alone, by one SQL statement */
  sqlSeconds: number
  /** seconds / sqlSeconds */
  ratioToSql: number
  /** rows written, of all grains */
  rows: number
  /** the rebuild again, over the rows that are there */
  replaceSeconds: number
  /** hourly rows that agree with SQL: all of them */
  agreeingRows: number
  /** share of one core that each process used during the rebuild */
  cpu: Record<string, number>
  limitedBy: string
  /** a rebuild of another day, made of all event types of all packs; null where it was not asked for */
  allPacks: { events: number; seconds: number; foldSeconds: number; rows: number; replaceSeconds: number } | null
}

const toHundredths = (n: number): number => Math.round(n * 100) / 100

async function measureFold(context: IngestContext, { projectId, day }: RawDay): Promise<number> {
  return (await foldRange(context, projectId, day, day + 1)).seconds
}

const rebuild = (context: IngestContext, { projectId, day }: RawDay) => rebuildRange(context, projectId, day, day + 1)

async function measurePacks(pools: Pools, context: IngestContext, { events, log }: RebuildBenchOptions) {
  log(`storing ${events} events of all packs: 24 hours`)
  const packsDay = await storePacksDay(pools, context, events)
  const foldSeconds = await measureFold(context, packsDay)
  const rebuilt = await rebuild(context, packsDay)
  const replaced = await rebuild(context, packsDay)
  return {
    events: rebuilt.events,
    seconds: toHundredths(rebuilt.seconds),
    foldSeconds: toHundredths(foldSeconds),
    rows: rebuilt.rows,
    replaceSeconds: toHundredths(replaced.seconds),
  }
}

async function measureServed(
  pools: Pools,
  database: LabDatabase,
  context: IngestContext,
  options: RebuildBenchOptions,
) {
  const { events, log } = options
  log(`storing ${events} events: 24 hours, 500 dimension sets, two measures`)
  const served = await storeServedDay(pools, context, events)
  log('reading and folding')
  const foldSeconds = await measureFold(context, served)
  log(`${toHundredths(foldSeconds)} s; now the whole rebuild`)
  const watch = await watchCpu([
    { name: 'tidemark', pid: process.pid, withChildren: false },
    { name: 'postgres', pid: database.pid, withChildren: true },
  ])
  const rebuilt = await rebuild(context, served)
  const cpu = await watch.stop()
  log(`${toHundredths(rebuilt.seconds)} s; now over its own rows`)
  const replaced = await rebuild(context, served)
  log(`${toHundredths(replaced.seconds)} s; now the hourly aggregates by SQL`)
  const [sqlSeconds, agreeingRows] = await withClient(pools.query, async (client) => {
    const seconds = await aggregateInSql(client, served.projectId)
    return [seconds, await compareWithSql(client, served.projectId)]
  })
  log('ratioToSql is the whole rebuild, all grains written, over the SQL statement, hourly rows only')
  return {
    events: rebuilt.events,
    seconds: toHundredths(rebuilt.seconds),
    foldSeconds: toHundredths(foldSeconds),
    writeSeconds: toHundredths(rebuilt.seconds - foldSeconds),
    sqlSeconds: toHundredths(sqlSeconds),
    ratioToSql: toHundredths(rebuilt.seconds / sqlSeconds),
    rows: rebuilt.rows,
    replaceSeconds: toHundredths(replaced.seconds),
    agreeingRows,
    cpu,
    limitedBy: describeLimit(cpu),
  }
}

/**
 * Measures a rebuild of one day on a Postgres of its own, beside Postgres computing the same by itself. Everything that the
 * packs declare is declared there as well.
 */
export async function runRebuildBench(options: RebuildBenchOptions): Promise<RebuildBenchReport> {
  const database = await startLabDatabase()
  await migrate(database.url)
  const pools = createPools({ url: database.url, process: 'bench' })
  try {
    const context = await openCatalog(pools)
    const served = await measureServed(pools, database, context, options)
    return { ...served, allPacks: options.packs ? await measurePacks(pools, context, options) : null }
  } finally {
    await pools.close()
    await database.stop()
  }
}
