/** Column types that binary rows are read into. `float8[2]` is an array column of which the first two elements are kept. */
export type ColumnKind =
  | 'int2'
  | 'int4'
  | 'int8'
  | 'float8'
  | 'timestamptz'
  | 'uuid'
  | 'bytea'
  | 'text'
  | `float8[${number}]`

/** Byte strings end to end: row i owns bytes [starts[i], starts[i + 1]). A null is an empty one. */
export interface ByteStrings {
  starts: Int32Array
  bytes: Uint8Array
}

type Arrays = {
  int2: Int32Array
  int4: Int32Array
  int8: Float64Array
  float8: Float64Array
  timestamptz: Float64Array
  uuid: Uint32Array
  bytea: ByteStrings
  text: (string | null)[]
}

/** What one column becomes; see `BinaryRowReader` for strides and nulls. */
export type ColumnArray<Kind extends ColumnKind> = Kind extends keyof Arrays ? Arrays[Kind] : Float64Array

export type ColumnArrays<Kinds extends readonly ColumnKind[]> = { [K in keyof Kinds]: ColumnArray<Kinds[K]> }

/** A null in an int2 or int4 column. */
export const NULL_INT = -0x8000_0000

/** Milliseconds between the Unix epoch and the one of Postgres, 2000-01-01. */
export const POSTGRES_EPOCH_MS = 946_684_800_000

/** Elements that a `float8[k]` column keeps of each array; undefined for the other kinds. */
export function arrayWidth(kind: ColumnKind): number | undefined {
  const match = /^float8\[(\d+)\]$/.exec(kind)
  return match === null ? undefined : Number(match[1])
}

/** The array that holds `rows` rows of a column. */
export function allocateColumn(kind: ColumnKind, rows: number): ColumnArray<ColumnKind> {
  if (kind === 'int2' || kind === 'int4') return new Int32Array(rows)
  if (kind === 'uuid') return new Uint32Array(rows * 4)
  if (kind === 'bytea') return { starts: new Int32Array(rows + 1), bytes: new Uint8Array(0) }
  if (kind === 'text') return new Array(rows).fill(null)
  return new Float64Array(rows * (arrayWidth(kind) ?? 1))
}
