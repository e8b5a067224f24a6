import { mostBytes, writeSortedKeys } from '../sketch/bin-codec.ts'
import { type BytesColumn, createBytes, reserveBytes, trimBytes } from './bytes-column.ts'
import { grow } from './grow.ts'

/**
 * Rollup rows as columns, in (series, bucket) order. `min` and `max` are NaN for null. The arrays may be longer than
 * `length`.
 */
export interface RowTable {
  length: number
  seriesId: Int32Array
  /** start of the bucket, minutes since the epoch */
  minute: Int32Array
  n: Float64Array
  weightSum: Float64Array
  sum: Float64Array
  sumSq: Float64Array
  min: Float64Array
  max: Float64Array
  sketch: BytesColumn
  distinct: BytesColumn
  actors: BytesColumn
  sessions: BytesColumn
}

export const createRowTable = (): RowTable => ({
  length: 0,
  seriesId: new Int32Array(0),
  minute: new Int32Array(0),
  n: new Float64Array(0),
  weightSum: new Float64Array(0),
  sum: new Float64Array(0),
  sumSq: new Float64Array(0),
  min: new Float64Array(0),
  max: new Float64Array(0),
  sketch: createBytes(),
  distinct: createBytes(),
  actors: createBytes(),
  sessions: createBytes(),
})

const NUMBERS = ['n', 'weightSum', 'sum', 'sumSq', 'min', 'max'] as const
const BYTES = ['sketch', 'distinct', 'actors', 'sessions'] as const

/** Empties a table and makes room for so many rows; its memory is used again. */
export function resetTable(table: RowTable, rows: number): void {
  table.length = 0
  table.seriesId = grow(table.seriesId, rows)
  table.minute = grow(table.minute, rows)
  for (const name of NUMBERS) table[name] = grow(table[name], rows)
  for (const name of BYTES) table[name].starts = grow(table[name].starts, rows + 1)
}

/** Sets the bytes of a row to the sketch of keys [start, end), which must be sorted. */
export function appendSketch(column: BytesColumn, row: number, keys: Int32Array, start: number, end: number): void {
  const at = reserveBytes(column, row, mostBytes(end - start))
  column.starts[row + 1] = writeSortedKeys(column.bytes, at, keys, start, end)
}

/** A copy whose arrays are exactly as long as the table: what a message to another thread should carry. */
export const trimTable = (table: RowTable): RowTable => ({
  length: table.length,
  seriesId: table.seriesId.slice(0, table.length),
  minute: table.minute.slice(0, table.length),
  n: table.n.slice(0, table.length),
  weightSum: table.weightSum.slice(0, table.length),
  sum: table.sum.slice(0, table.length),
  sumSq: table.sumSq.slice(0, table.length),
  min: table.min.slice(0, table.length),
  max: table.max.slice(0, table.length),
  sketch: trimBytes(table.sketch, table.length),
  distinct: trimBytes(table.distinct, table.length),
  actors: trimBytes(table.actors, table.length),
  sessions: trimBytes(table.sessions, table.length),
})
