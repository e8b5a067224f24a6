import {
  allocateColumn,
  type ColumnArray,
  type ColumnArrays,
  type ColumnKind,
  NULL_INT,
  OP,
  planColumn,
} from './binary-columns.ts'

/** Milliseconds between the Unix epoch and the one of Postgres, 2000-01-01. */
export const POSTGRES_EPOCH_MS = 946_684_800_000
const SIGNATURE_BYTES = 19
const TWO_32 = 0x1_0000_0000

/** Rows decoded into one array per column. The arrays are used again for the next batch: copy what must outlive the call. */
export type RowBatch<Kinds extends readonly ColumnKind[]> = { rows: number; columns: ColumnArrays<Kinds> }

/**
 * Decodes binary COPY messages into typed arrays, without one allocation per row for fixed-width columns.
 *
 * Per row: int2, int4, int8 and float8 are one element; timestamptz is epoch milliseconds; uuid is four unsigned 32-bit
 * words, most significant first, so that comparing words compares ids; `float8[k]` is k elements, NaN where the stored
 * array is shorter or null. A null is NULL_INT in int columns, NaN in float8, int8 and timestamptz, four zeros in uuid,
 * null in bytea and text.
 */
export class BinaryRowReader<const Kinds extends readonly ColumnKind[]> {
  readonly #ops: Uint8Array
  readonly #strides: Int32Array
  // One list per array type, all indexed by column: a store then always sees the same type and stays fast.
  readonly #ints: Int32Array[]
  readonly #words: Uint32Array[]
  readonly #floats: Float64Array[]
  readonly #objects: (Uint8Array | string | null)[][]
  readonly #batch: RowBatch<Kinds>
  readonly #capacity: number
  readonly #onBatch: (batch: RowBatch<Kinds>) => void
  #bytes: Buffer = Buffer.alloc(0)
  #view = new DataView(this.#bytes.buffer)
  #rows = 0
  #headerSeen = false

  constructor(kinds: Kinds, onBatch: (batch: RowBatch<Kinds>) => void, batchRows = 8192) {
    const plans = kinds.map(planColumn)
    const columns = plans.map((plan) => allocateColumn(plan, batchRows))
    const pick = <T extends ColumnArray<ColumnKind>>(test: (column: unknown) => boolean, empty: T): T[] =>
      columns.map((column) => (test(column) ? (column as T) : empty))
    this.#ops = Uint8Array.from(plans, (plan) => plan.op)
    this.#strides = Int32Array.from(plans, (plan) => plan.stride)
    this.#ints = pick((column) => column instanceof Int32Array, new Int32Array(0))
    this.#words = pick((column) => column instanceof Uint32Array, new Uint32Array(0))
    this.#floats = pick((column) => column instanceof Float64Array, new Float64Array(0))
    this.#objects = columns.map((column) => (Array.isArray(column) ? column : []))
    this.#capacity = batchRows
    this.#onBatch = onBatch
    this.#batch = { rows: 0, columns: columns as unknown as ColumnArrays<Kinds> }
  }

  /** Decodes the rows of one CopyData payload, `bytes[start, end)`. Throws when it does not match the columns. */
  readonly readFrame = (bytes: Buffer, start: number, end: number): void => {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    }
    let at = start
    if (!this.#headerSeen) {
      at += SIGNATURE_BYTES + this.#view.getInt32(start + SIGNATURE_BYTES - 4)
      this.#headerSeen = true
    }
    while (at + 2 <= end) {
      const fields = this.#view.getInt16(at)
      if (fields === -1) return
      if (fields !== this.#ops.length) throw new Error(`expected ${this.#ops.length} columns, the row has ${fields}`)
      at = this.#readRow(at + 2)
      if (++this.#rows === this.#capacity) this.flush()
    }
  }

  /** Hands out the rows of the last, partly filled batch. */
  flush(): void {
    if (this.#rows === 0) return
    this.#batch.rows = this.#rows
    this.#rows = 0
    this.#onBatch(this.#batch)
  }

  #readRow(start: number): number {
    const view = this.#view
    const ops = this.#ops
    const row = this.#rows
    let at = start
    for (let column = 0; column < ops.length; column++) {
      const size = view.getInt32(at)
      at += 4
      if (size < 0) {
        this.#writeNull(column)
        continue
      }
      switch (ops[column]) {
        case OP.timestamptz:
          this.#floats[column]![row] = (view.getInt32(at) * TWO_32 + view.getUint32(at + 4)) / 1000 + POSTGRES_EPOCH_MS
          break
        case OP.int4:
          this.#ints[column]![row] = view.getInt32(at)
          break
        case OP.float8:
          this.#floats[column]![row] = view.getFloat64(at)
          break
        case OP.uuid:
          this.#readUuid(column, at)
          break
        case OP.float8Array:
          this.#readFloats(column, at)
          break
        case OP.int8:
          this.#floats[column]![row] = view.getInt32(at) * TWO_32 + view.getUint32(at + 4)
          break
        case OP.int2:
          this.#ints[column]![row] = view.getInt16(at)
          break
        case OP.text:
          this.#objects[column]![row] = this.#bytes.toString('utf8', at, at + size)
          break
        default:
          this.#objects[column]![row] = this.#bytes.subarray(at, at + size)
      }
      at += size
    }
    return at
  }

  #readUuid(column: number, at: number): void {
    const view = this.#view
    const words = this.#words[column]!
    const to = this.#rows * 4
    words[to] = view.getUint32(at)
    words[to + 1] = view.getUint32(at + 4)
    words[to + 2] = view.getUint32(at + 8)
    words[to + 3] = view.getUint32(at + 12)
  }

  /** Array layout: dimensions, null flag, element type, then per dimension length and lower bound, then the elements. */
  #readFloats(column: number, start: number): void {
    const view = this.#view
    const floats = this.#floats[column]!
    const width = this.#strides[column]!
    const to = this.#rows * width
    const dimensions = view.getInt32(start)
    const length = dimensions === 0 ? 0 : view.getInt32(start + 12)
    if (dimensions > 1) throw new Error('expected an array of one dimension')
    let at = start + 20
    for (let i = 0; i < width; i++) {
      if (i >= length) {
        floats[to + i] = Number.NaN
        continue
      }
      const size = view.getInt32(at)
      at += 4
      if (size < 0) floats[to + i] = Number.NaN
      else {
        floats[to + i] = view.getFloat64(at)
        at += 8
      }
    }
  }

  #writeNull(column: number): void {
    const row = this.#rows
    const op = this.#ops[column]
    if (op === OP.int2 || op === OP.int4) this.#ints[column]![row] = NULL_INT
    else if (op === OP.uuid) this.#words[column]!.fill(0, row * 4, row * 4 + 4)
    else if (op === OP.bytea || op === OP.text) this.#objects[column]![row] = null
    else {
      const stride = this.#strides[column]!
      this.#floats[column]!.fill(Number.NaN, row * stride, row * stride + stride)
    }
  }
}
