import { parseUuid } from '@tidemark/platform'
import { POSTGRES_EPOCH_MS } from './binary-columns.ts'

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
const FLOAT8_OID = 701
const INT4_OID = 23
const TWO_32 = 0x1_0000_0000

/**
 * Builds the byte stream of a binary COPY. Per row: `startRow(columns)`, then one call per column in order. `take` hands
 * out what is written so far, `end` adds the trailer and hands out the rest.
 */
export class BinaryRowWriter {
  #bytes: Buffer
  #size: number
  readonly #chunkBytes: number

  /** `chunkBytes` is the size at which `full` turns true. */
  constructor(chunkBytes = 256 * 1024) {
    this.#chunkBytes = chunkBytes
    this.#bytes = Buffer.allocUnsafe(chunkBytes + chunkBytes / 4)
    this.#size = SIGNATURE.copy(this.#bytes)
  }

  /** True when it is time to `take` a chunk. */
  get full(): boolean {
    return this.#size >= this.#chunkBytes
  }

  /** The bytes written since the last call. They are the caller's: writing goes on in a new buffer. */
  take(): Buffer {
    const chunk = this.#bytes.subarray(0, this.#size)
    this.#bytes = Buffer.allocUnsafe(this.#bytes.length)
    this.#size = 0
    return chunk
  }

  /** Writes the trailer and hands out the rest. */
  end(): Buffer {
    this.#bytes.writeInt16BE(-1, this.#reserve(2))
    return this.take()
  }

  startRow(columns: number): void {
    this.#bytes.writeInt16BE(columns, this.#reserve(2))
  }

  null(): void {
    this.#bytes.writeInt32BE(-1, this.#reserve(4))
  }

  int2(value: number): void {
    const at = this.#reserve(6)
    this.#bytes.writeInt32BE(2, at)
    this.#bytes.writeInt16BE(value, at + 4)
  }

  int4(value: number): void {
    const at = this.#reserve(8)
    this.#bytes.writeInt32BE(4, at)
    this.#bytes.writeInt32BE(value, at + 4)
  }

  /** A whole number within 2^53. */
  int8(value: number): void {
    const at = this.#reserve(12)
    const high = Math.floor(value / TWO_32)
    this.#bytes.writeInt32BE(8, at)
    this.#bytes.writeInt32BE(high, at + 4)
    this.#bytes.writeUInt32BE(value - high * TWO_32, at + 8)
  }

  float8(value: number): void {
    const at = this.#reserve(12)
    this.#bytes.writeInt32BE(8, at)
    this.#bytes.writeDoubleBE(value, at + 4)
  }

  /** An instant in epoch milliseconds. */
  timestamptz(ms: number): void {
    this.int8((ms - POSTGRES_EPOCH_MS) * 1000)
  }

  /** In text form or as 16 bytes. */
  uuid(id: string | Uint8Array): void {
    const at = this.#reserve(20)
    this.#bytes.writeInt32BE(16, at)
    if (typeof id === 'string') parseUuid(id, this.#bytes, at + 4)
    else this.#bytes.set(id, at + 4)
  }

  bytea(value: Uint8Array | null): void {
    if (value === null) {
      this.null()
      return
    }
    const at = this.#reserve(4 + value.length)
    this.#bytes.writeInt32BE(value.length, at)
    this.#bytes.set(value, at + 4)
  }

  text(value: string | null): void {
    if (value === null) {
      this.null()
      return
    }
    const length = Buffer.byteLength(value)
    const at = this.#reserve(4 + length)
    this.#bytes.writeInt32BE(length, at)
    this.#bytes.write(value, at + 4)
  }

  /** NaN is written as a null element, which is how `BinaryRowReader` reads one. */
  float8Array(values: ArrayLike<number>): void {
    let nulls = 0
    for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) nulls++
    let at = this.#arrayHead(FLOAT8_OID, values.length, 8, nulls)
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!
      const size = Number.isNaN(value) ? -1 : 8
      at = this.#bytes.writeInt32BE(size, at)
      if (size > 0) at = this.#bytes.writeDoubleBE(value, at)
    }
  }

  int4Array(values: ArrayLike<number>): void {
    let at = this.#arrayHead(INT4_OID, values.length, 4)
    for (let i = 0; i < values.length; i++, at += 8) {
      this.#bytes.writeInt32BE(4, at)
      this.#bytes.writeInt32BE(values[i]!, at + 4)
    }
  }

  /** Writes the length and the head of an array field; answers where its elements begin. */
  #arrayHead(oid: number, length: number, elementBytes: number, nulls = 0): number {
    const head = length === 0 ? 12 : 20
    const size = head + length * 4 + (length - nulls) * elementBytes
    const at = this.#reserve(4 + size)
    this.#bytes.writeInt32BE(size, at)
    this.#bytes.writeInt32BE(length === 0 ? 0 : 1, at + 4)
    this.#bytes.writeInt32BE(nulls > 0 ? 1 : 0, at + 8)
    this.#bytes.writeInt32BE(oid, at + 12)
    if (length > 0) {
      this.#bytes.writeInt32BE(length, at + 16)
      this.#bytes.writeInt32BE(1, at + 20)
    }
    return at + 4 + head
  }

  #reserve(bytes: number): number {
    const at = this.#size
    this.#size += bytes
    if (this.#size > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#size, this.#bytes.length * 2))
      this.#bytes.copy(larger, 0, 0, at)
      this.#bytes = larger
    }
    return at
  }
}
