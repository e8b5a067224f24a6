import { GRAIN_ID, type Grain } from '@tidemark/contracts'
import { POSTGRES_EPOCH_MS } from '@tidemark/db/binary-columns'
import type { BytesColumn } from '../../fold/bytes-column.ts'
import type { RowTable } from '../../fold/row-table.ts'

/** The columns that `encodeRows` writes, in its order: the target of the COPY. */
export const ROLLUP_COPY_TARGET = `rollup (grain, series_id, bucket, revision, n, weight_sum, sum, sum_sq, min, max, sketch, "distinct",
  actors, sessions)`

const COLUMNS = 14
/** Bytes of a row but for those of its four byte strings. */
const FIXED_BYTES = 2 + 6 + 8 + 3 * 12 + 5 * 12 + 4 * 4
const CHUNK_BYTES = 1 << 20
const TWO_32 = 0x1_0000_0000
const MICROS_PER_MINUTE = 60_000_000
const EPOCH_MINUTE = POSTGRES_EPOCH_MS / 60_000

/** Writes rows of a table in the binary form of COPY, without header and trailer, straight from its columns. */
export class RowEncoder {
  readonly #emit: (chunk: Uint8Array<ArrayBuffer>) => void
  readonly #revision: number
  #bytes = new Uint8Array(0)
  #view = new DataView(this.#bytes.buffer)
  #at = 0

  /** `emit` takes over each chunk; chunks end at row boundaries. */
  constructor(revision: number, emit: (chunk: Uint8Array<ArrayBuffer>) => void) {
    this.#revision = revision
    this.#emit = emit
  }

  write(table: RowTable, grain: Grain): void {
    for (let row = 0; row < table.length; row++) this.#writeRow(table, row, GRAIN_ID[grain])
  }

  /** Hands out what is left. */
  flush(): void {
    if (this.#at > 0) this.#emit(this.#bytes.subarray(0, this.#at))
    this.#bytes = new Uint8Array(0)
    this.#at = 0
  }

  #writeRow(table: RowTable, row: number, grain: number): void {
    this.#reserve(table, row)
    const view = this.#view
    const at = this.#at
    view.setInt16(at, COLUMNS)
    view.setInt32(at + 2, 2)
    view.setInt16(at + 6, grain)
    view.setInt32(at + 8, 4)
    view.setInt32(at + 12, table.seriesId[row]!)
    this.#int8(at + 16, (table.minute[row]! - EPOCH_MINUTE) * MICROS_PER_MINUTE)
    this.#int8(at + 28, this.#revision)
    this.#int8(at + 40, table.n[row]!)
    this.#at = at + 52
    this.#float8(table.weightSum[row]!)
    this.#float8(table.sum[row]!)
    this.#float8(table.sumSq[row]!)
    this.#float8(table.min[row]!)
    this.#float8(table.max[row]!)
    this.#bytea(table.sketch, row)
    this.#bytea(table.distinct, row)
    this.#bytea(table.actors, row)
    this.#bytea(table.sessions, row)
  }

  #int8(at: number, value: number): void {
    const high = Math.floor(value / TWO_32)
    this.#view.setInt32(at, 8)
    this.#view.setInt32(at + 4, high)
    this.#view.setUint32(at + 8, value - high * TWO_32)
  }

  /** NaN is null. */
  #float8(value: number): void {
    if (Number.isNaN(value)) {
      this.#view.setInt32(this.#at, -1)
      this.#at += 4
      return
    }
    this.#view.setInt32(this.#at, 8)
    this.#view.setFloat64(this.#at + 4, value)
    this.#at += 12
  }

  #bytea({ starts, bytes }: BytesColumn, row: number): void {
    const start = starts[row]!
    const length = starts[row + 1]! - start
    this.#view.setInt32(this.#at, length === 0 ? -1 : length)
    this.#at += 4
    const to = this.#at
    const target = this.#bytes
    for (let i = 0; i < length; i++) target[to + i] = bytes[start + i]!
    this.#at += length
  }

  #reserve({ sketch, distinct, actors, sessions }: RowTable, row: number): void {
    const needed = FIXED_BYTES + size(sketch, row) + size(distinct, row) + size(actors, row) + size(sessions, row)
    if (this.#at + needed <= this.#bytes.length) return
    this.flush()
    this.#bytes = new Uint8Array(Math.max(CHUNK_BYTES, needed))
    this.#view = new DataView(this.#bytes.buffer)
  }
}

const size = ({ starts }: BytesColumn, row: number): number => starts[row + 1]! - starts[row]!
