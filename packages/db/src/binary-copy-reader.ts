import { allocateColumn, type ColumnArray, type ColumnArrays, type ColumnKind } from './binary-columns.ts'
import { type RowDecoder, rowDecoderOf } from './compile-row-decoder.ts'

const SIGNATURE_BYTES = 19

/** Rows decoded into one array per column. The arrays are used again for the next batch: copy what must outlive the call. */
export type RowBatch<Kinds extends readonly ColumnKind[]> = { rows: number; columns: ColumnArrays<Kinds> }

/**
 * Decodes binary COPY messages into typed arrays, without one allocation per row for fixed-width columns.
 *
 * Per row: int2, int4, int8 and float8 are one element; timestamptz is epoch milliseconds; uuid is four unsigned 32-bit
 * words, most significant first, so that comparing words compares ids; `float8[k]` is k elements, NaN where the stored
 * array is shorter or null; bytea is `ByteStrings`. A null is NULL_INT in int columns, NaN in float8, int8 and timestamptz,
 * four zeros in uuid, empty in bytea, null in text.
 */
export class BinaryRowReader<const Kinds extends readonly ColumnKind[]> {
  readonly #fields: number
  readonly #decode: RowDecoder
  readonly #columns: ColumnArray<ColumnKind>[]
  readonly #batch: RowBatch<Kinds>
  readonly #capacity: number
  readonly #onBatch: (batch: RowBatch<Kinds>) => void
  #bytes: Buffer = Buffer.alloc(0)
  #view = new DataView(this.#bytes.buffer)
  #rows = 0
  #headerSeen = false

  constructor(kinds: Kinds, onBatch: (batch: RowBatch<Kinds>) => void, batchRows = 8192) {
    this.#columns = kinds.map((kind) => allocateColumn(kind, batchRows))
    this.#fields = kinds.length
    this.#decode = rowDecoderOf(kinds)
    this.#capacity = batchRows
    this.#onBatch = onBatch
    this.#batch = { rows: 0, columns: this.#columns as unknown as ColumnArrays<Kinds> }
  }

  /** Decodes the rows of one CopyData payload, `bytes[start, end)`. Throws when it does not match the columns. */
  readonly readFrame = (bytes: Buffer, start: number, end: number): void => {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    }
    const view = this.#view
    const columns = this.#columns
    let at = start
    if (!this.#headerSeen) {
      at += SIGNATURE_BYTES + view.getInt32(start + SIGNATURE_BYTES - 4)
      this.#headerSeen = true
    }
    while (at + 2 <= end) {
      const fields = view.getInt16(at)
      if (fields === -1) return
      if (fields !== this.#fields) throw new Error(`expected ${this.#fields} columns, the row has ${fields}`)
      at = this.#decode(view, bytes, at + 2, this.#rows, columns)
      if (++this.#rows === this.#capacity) this.flush()
    }
    if (at !== end) throw new Error('the row does not match the types of its columns')
  }

  /** Hands out the rows of the last, partly filled batch. */
  flush(): void {
    if (this.#rows === 0) return
    this.#batch.rows = this.#rows
    this.#rows = 0
    this.#onBatch(this.#batch)
  }
}
