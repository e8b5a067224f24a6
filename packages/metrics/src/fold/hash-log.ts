import { grow } from './grow.ts'
import { RowLog } from './row-log.ts'

/** 64-bit hashes noted for rows. */
export class HashLog {
  #rows = new RowLog()
  #high = new Uint32Array(1024)
  #low = new Uint32Array(1024)

  get length(): number {
    return this.#rows.length
  }

  clear(): void {
    this.#rows.length = 0
  }

  push(row: number, high: number, low: number): void {
    const at = this.#rows.length
    if (at === this.#high.length) {
      this.#high = grow(this.#high, at + 1)
      this.#low = grow(this.#low, at + 1)
    }
    this.#high[at] = high
    this.#low[at] = low
    this.#rows.push(row, at)
  }

  /** Hashes by row: row r owns [starts[r], starts[r + 1]) of both columns. */
  group(rows: number): { starts: Int32Array; high: Uint32Array; low: Uint32Array } {
    const { starts, values } = this.#rows.group(rows)
    const { length } = this.#rows
    const high = new Uint32Array(length)
    const low = new Uint32Array(length)
    for (let i = 0; i < length; i++) {
      high[i] = this.#high[values[i]!]!
      low[i] = this.#low[values[i]!]!
    }
    return { starts, high, low }
  }
}
