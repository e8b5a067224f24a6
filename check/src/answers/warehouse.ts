import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { DuckDBInstance } from '@duckdb/node-api'
import type { EventSpec, SeededEvent } from '@tidemark/contracts'

/** The same events in another database, which knows nothing of Tidemark but what was declared. */
export interface Warehouse {
  /** Rows as arrays in the order of the columns; times are epoch ms. */
  rows(sql: string): Promise<unknown[][]>
  close(): Promise<void>
}

/** The table of an event type, and the columns of its dimensions and measures in it. */
export const tableOf = (type: string): string => `"event_${type}"`
export const dimensionColumn = (name: string): string => `"d_${name}"`
export const measureColumn = (name: string): string => `"m_${name}"`
/** SQL text. */
export const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`

function* toLines(events: readonly SeededEvent[]): Generator<string> {
  for (const { id, type, ts, actor = null, session = null, props } of events)
    yield `${JSON.stringify({ id, type, ts, actor, session, props })}\n`
}

function createTable({ type, dimensions, measures }: EventSpec, parquet: string): string {
  const columns = [
    'id',
    'ts',
    'actor',
    'session',
    ...Object.keys(dimensions).map((name) => `props ->> ${quote(`$.${name}`)} AS ${dimensionColumn(name)}`),
    ...Object.keys(measures).map((name) => `(props ->> ${quote(`$.${name}`)})::DOUBLE AS ${measureColumn(name)}`),
  ]
  return `CREATE TABLE ${tableOf(type)} AS SELECT ${columns.join(', ')} FROM read_parquet(${quote(parquet)}) WHERE type = ${quote(type)}`
}

/** Writes the events as Parquet and opens them as one table per event type. */
export async function openWarehouse(
  folder: string,
  events: readonly SeededEvent[],
  specs: readonly EventSpec[],
): Promise<Warehouse> {
  const lines = join(folder, 'events.ndjson')
  const parquet = join(folder, 'events.parquet')
  await pipeline(toLines(events), createWriteStream(lines))
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run("SET TimeZone = 'UTC'")
  const columns = "{id: 'VARCHAR', type: 'VARCHAR', ts: 'BIGINT', actor: 'VARCHAR', session: 'VARCHAR', props: 'JSON'}"
  await connection.run(
    `COPY (SELECT * FROM read_json(${quote(lines)}, format = 'newline_delimited', columns = ${columns})) TO ${quote(parquet)} (FORMAT parquet, COMPRESSION zstd)`,
  )
  await rm(lines)
  for (const spec of specs) await connection.run(createTable(spec, parquet))
  return {
    async rows(sql) {
      const reader = await connection.runAndReadAll(sql)
      return reader.getRows().map((row) => row.map((cell) => (typeof cell === 'bigint' ? Number(cell) : cell)))
    },
    async close() {
      connection.closeSync()
      instance.closeSync()
    },
  }
}
