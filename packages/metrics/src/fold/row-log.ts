import { grow } from './grow.ts'

/** Values noted for rows in the order they came; `group` brings each row's values together by counting sort. */
export class RowLog {
  length = 0
  row = new Int32Array(1024)
  value = new Int32Array(1024)
  #starts = new Int32Array(0)
  #values = new Int32Array(0)

  /** Makes room for so many more entries, which may then be written without `push`. */
  reserve(count: number): void {
    this.row = grow(this.row, this.length + count)
    this.value = grow(this.value, this.length + count)
  }

  push(row: number, value: number): void {
    const at = this.length
    if (at === this.row.length) this.reserve(1)
    this.row[at] = row
    this.value[at] = value
    this.length = at + 1
  }

  /** Values by row: row r owns [starts[r], starts[r + 1]). Valid until the next call: the arrays are used again. */
  group(rows: number): { starts: Int32Array; values: Int32Array } {
    const { length, row, value } = this
    const starts = grow(this.#starts, rows + 2).fill(0, 0, rows + 2)
    const values = grow(this.#values, length)
    this.#starts = starts
    this.#values = values
    // Counted one place further up, so that handing out places moves each start to where it belongs.
    for (let i = 0; i < length; i++) starts[row[i]! + 2]!++
    for (let r = 2; r <= rows; r++) starts[r + 1]! += starts[r]!
    for (let i = 0; i < length; i++) values[starts[row[i]! + 1]!++] = value[i]!
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
