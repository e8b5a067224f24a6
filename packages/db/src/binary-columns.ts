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

type Arrays = {
  int2: Int32Array
  int4: Int32Array
  int8: Float64Array
  float8: Float64Array
  timestamptz: Float64Array
  uuid: Uint32Array
  bytea: (Uint8Array | null)[]
  text: (string | null)[]
}

/** What one column becomes; see `BinaryRowReader` for strides and nulls. */
export type ColumnArray<Kind extends ColumnKind> = Kind extends keyof Arrays ? Arrays[Kind] : Float64Array

export type ColumnArrays<Kinds extends readonly ColumnKind[]> = { [K in keyof Kinds]: ColumnArray<Kinds[K]> }

/** A null in an int2 or int4 column. */
export const NULL_INT = -0x8000_0000

/** Instruction numbers of the decoder, one per way of reading a field. */
export const OP = {
  int2: 0,
  int4: 1,
  int8: 2,
  float8: 3,
  timestamptz: 4,
  uuid: 5,
  float8Array: 6,
  bytea: 7,
  text: 8,
} as const

export type ColumnPlan = { op: number; stride: number }

/** How a column is read: its instruction, and how many array elements one row takes. */
export function planColumn(kind: ColumnKind): ColumnPlan {
  const array = /^float8\[(\d+)\]$/.exec(kind)
  if (array) return { op: OP.float8Array, stride: Number(array[1]) }
  return { op: OP[kind as keyof Arrays], stride: kind === 'uuid' ? 4 : 1 }
}

/** The array that holds `rows` rows of a column. */
export function allocateColumn(plan: ColumnPlan, rows: number): ColumnArray<ColumnKind> {
  if (plan.op === OP.int2 || plan.op === OP.int4) return new Int32Array(rows)
  if (plan.op === OP.uuid) return new Uint32Array(rows * plan.stride)
  if (plan.op === OP.bytea || plan.op === OP.text) return new Array(rows).fill(null)
  return new Float64Array(rows * plan.stride)
}
