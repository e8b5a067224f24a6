import { grow } from './grow.ts'

/** One byte string per row, end to end: row i owns bytes [starts[i], starts[i + 1]). An empty one stands for null. */
export interface BytesColumn {
  starts: Int32Array
  bytes: Uint8Array
}

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

const createBytes = (rows: number): BytesColumn => ({ starts: new Int32Array(rows + 1), bytes: new Uint8Array(0) })

export const createRowTable = (capacity: number): RowTable => ({
  length: 0,
  seriesId: new Int32Array(capacity),
  minute: new Int32Array(capacity),
  n: new Float64Array(capacity),
  weightSum: new Float64Array(capacity),
  sum: new Float64Array(capacity),
  sumSq: new Float64Array(capacity),
  min: new Float64Array(capacity),
  max: new Float64Array(capacity),
  sketch: createBytes(capacity),
  distinct: createBytes(capacity),
  actors: createBytes(capacity),
  sessions: createBytes(capacity),
})

/** Makes room for `needed` more bytes after row `row`'s start and answers where they begin. */
export function reserveBytes(column: BytesColumn, row: number, needed: number): number {
  const at = column.starts[row]!
  if (at + needed > column.bytes.length) column.bytes = grow(column.bytes, Math.max(at + needed, 4096))
  return at
}

/** Sets the bytes of a row; rows must be set in order, each of them. */
export function setBytes(column: BytesColumn, row: number, value: Uint8Array | null): void {
  const size = value?.length ?? 0
  const at = reserveBytes(column, row, size)
  if (value !== null) column.bytes.set(value, at)
  column.starts[row + 1] = at + size
}

/** A view of a row's bytes, null for none. */
export function getBytes(column: BytesColumn, row: number): Uint8Array | null {
  const start = column.starts[row]!
  const end = column.starts[row + 1]!
  return start === end ? null : column.bytes.subarray(start, end)
}

const trimBytes = ({ starts, bytes }: BytesColumn, rows: number): BytesColumn => ({
  starts: starts.slice(0, rows + 1),
  bytes: bytes.slice(0, starts[rows]!),
})

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
