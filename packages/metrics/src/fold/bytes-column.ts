import { grow } from './grow.ts'

/** One byte string per row, end to end: row i owns bytes [starts[i], starts[i + 1]). An empty one stands for null. */
export interface BytesColumn {
  starts: Int32Array
  bytes: Uint8Array
}

export const createBytes = (): BytesColumn => ({ starts: new Int32Array(1), bytes: new Uint8Array(0) })

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

/** Appends all rows of another column to the `row` rows that are there. */
export function appendBytes(column: BytesColumn, row: number, from: BytesColumn, rows: number): void {
  column.starts = grow(column.starts, row + rows + 1)
  const size = from.starts[rows]!
  const at = reserveBytes(column, row, size)
  column.bytes.set(from.bytes.subarray(0, size), at)
  for (let i = 1; i <= rows; i++) column.starts[row + i] = at + from.starts[i]!
}

export const trimBytes = ({ starts, bytes }: BytesColumn, rows: number): BytesColumn => ({
  starts: starts.slice(0, rows + 1),
  bytes: bytes.slice(0, starts[rows]!),
})
