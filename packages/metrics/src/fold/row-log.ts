import { grow } from './grow.ts'

/** Values noted for rows in the order they came; `group` brings each row's values together by counting sort. */
export class RowLog {
  length = 0
  #row = new Int32Array(1024)
  #value = new Int32Array(1024)

  push(row: number, value: number): void {
    const at = this.length
    if (at === this.#row.length) {
      this.#row = grow(this.#row, at + 1)
      this.#value = grow(this.#value, at + 1)
    }
    this.#row[at] = row
    this.#value[at] = value
    this.length = at + 1
  }

  /** Values by row: row r owns [starts[r], starts[r + 1]). */
  group(rows: number): { starts: Int32Array; values: Int32Array } {
    const starts = new Int32Array(rows + 1)
    const { length } = this
    const row = this.#row
    for (let i = 0; i < length; i++) starts[row[i]! + 1]!++
    for (let r = 0; r < rows; r++) starts[r + 1]! += starts[r]!
    const next = starts.slice(0, rows)
    const values = new Int32Array(length)
    for (let i = 0; i < length; i++) values[next[row[i]!]!++] = this.#value[i]!
    return { starts, values }
  }
}

const INSERTION_LIMIT = 32

/** Sorts values[start, end) ascending in place. Most slices are short, where a native sort call costs more than it saves. */
export function sortSlice(values: Int32Array, start: number, end: number): void {
  if (end - start > INSERTION_LIMIT) {
    values.subarray(start, end).sort()
    return
  }
  for (let i = start + 1; i < end; i++) {
    const value = values[i]!
    let at = i - 1
    while (at >= start && values[at]! > value) {
      values[at + 1] = values[at]!
      at--
    }
    values[at + 1] = value
  }
}
