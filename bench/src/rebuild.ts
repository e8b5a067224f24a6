import { createPools, withClient } from '@tidemark/db'
import { migrate } from '@tidemark/db/migrate'
import { foldRange, rebuildRange } from '@tidemark/metrics'
import { describeLimit, watchCpu } from './lab/cpu.ts'
import { startLabDatabase } from './lab/database.ts'
import { aggregateInSql, compareWithSql } from './rebuild-compare.ts'
import { DAY, furnishRebuildLab } from './rebuild-events.ts'

export interface RebuildBenchOptions {
  /** events in the 24 hours that are rebuilt */
  readonly events: number
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
}

const toHundredths = (n: number): number => Math.round(n * 100) / 100

/** Measures a rebuild of one day on a Postgres of its own, beside Postgres computing the same by itself. */
export async function runRebuildBench({ events, log }: RebuildBenchOptions): Promise<RebuildBenchReport> {
  const database = await startLabDatabase()
  await migrate(database.url)
  const pools = createPools({ url: database.url, process: 'bench' })
  try {
    log(`storing ${events} events: 24 hours, 500 dimension sets, two measures`)
    const { context, projectId } = await furnishRebuildLab(pools, events)
    log('reading and folding')
    const folded = await foldRange(context, projectId, DAY, DAY + 1)
    log(`${toHundredths(folded.seconds)} s; now the whole rebuild`)
    const watch = await watchCpu([
      { name: 'tidemark', pid: process.pid, withChildren: false },
      { name: 'postgres', pid: database.pid, withChildren: true },
    ])
    const rebuilt = await rebuildRange(context, projectId, DAY, DAY + 1)
    const cpu = await watch.stop()
    log(`${toHundredths(rebuilt.seconds)} s; now over its own rows`)
    const replaced = await rebuildRange(context, projectId, DAY, DAY + 1)
    log(`${toHundredths(replaced.seconds)} s; now the hourly aggregates by SQL`)
    const [sqlSeconds, agreeingRows] = await withClient(pools.query, async (client) => {
      const seconds = await aggregateInSql(client, projectId)
      return [seconds, await compareWithSql(client, projectId)]
    })
    log('ratioToSql is the whole rebuild, all grains written, over the SQL statement, hourly rows only')
    return {
      events: rebuilt.events,
      seconds: toHundredths(rebuilt.seconds),
      foldSeconds: toHundredths(folded.seconds),
      writeSeconds: toHundredths(rebuilt.seconds - folded.seconds),
      sqlSeconds: toHundredths(sqlSeconds),
      ratioToSql: toHundredths(rebuilt.seconds / sqlSeconds),
      rows: rebuilt.rows,
      replaceSeconds: toHundredths(replaced.seconds),
      agreeingRows,
      cpu,
      limitedBy: describeLimit(cpu),
    }
  } finally {
    await pools.close()
    await database.stop()
  }
}
