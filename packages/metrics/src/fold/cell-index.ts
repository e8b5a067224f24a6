import { grow } from './grow.ts'

/** Finds the cell of a (lane, minute) pair: an open-addressing table, with the last cell of each lane tried first. */
export class CellIndex {
  count = 0
  lanes = new Int32Array(1024)
  minutes = new Int32Array(1024)
  #table = new Int32Array(4096).fill(-1)
  #mask = 4095
  #last: Int32Array

  constructor(laneCount: number) {
    this.#last = new Int32Array(laneCount).fill(-1)
  }

  /** Forgets all cells, and keeps the memory for the next. */
  clear(): void {
    this.count = 0
    this.#table.fill(-1)
    this.#last.fill(-1)
  }

  /** The cell, or -1 - cell where it has just been made. */
  find(lane: number, minute: number): number {
    const last = this.#last[lane]!
    if (last >= 0 && this.minutes[last] === minute) return last
    let at = hash(lane, minute) & this.#mask
    for (let cell = this.#table[at]!; cell >= 0; cell = this.#table[at]!) {
      if (this.lanes[cell] === lane && this.minutes[cell] === minute) {
        this.#last[lane] = cell
        return cell
      }
      at = (at + 1) & this.#mask
    }
    const made = this.#make(lane, minute)
    this.#table[at] = made
    this.#last[lane] = made
    if (this.count * 2 > this.#mask) this.#rehash()
    return -1 - made
  }

  /** The cells of each lane by rising minute: lane l owns cells [starts[l], starts[l + 1]). */
  byLane(): { starts: Int32Array; cells: Int32Array } {
    const laneCount = this.#last.length
    const starts = new Int32Array(laneCount + 1)
    for (let cell = 0; cell < this.count; cell++) starts[this.lanes[cell]! + 1]!++
    for (let lane = 0; lane < laneCount; lane++) starts[lane + 1]! += starts[lane]!
    const next = starts.slice(0, laneCount)
    const cells = new Int32Array(this.count)
    for (let cell = 0; cell < this.count; cell++) cells[next[this.lanes[cell]!]!++] = cell
    for (let lane = 0; lane < laneCount; lane++) this.#sortByMinute(cells, starts[lane]!, starts[lane + 1]!)
    return { starts, cells }
  }

  /** Events come nearly in order, so that most cells are where they belong. */
  #sortByMinute(cells: Int32Array, start: number, end: number): void {
    const { minutes } = this
    for (let i = start + 1; i < end; i++) {
      if (minutes[cells[i]!]! > minutes[cells[i - 1]!]!) continue
      cells.subarray(start, end).sort((a, b) => minutes[a]! - minutes[b]!)
      return
    }
  }

  #make(lane: number, minute: number): number {
    const cell = this.count++
    if (cell === this.lanes.length) {
      this.lanes = grow(this.lanes, cell + 1)
      this.minutes = grow(this.minutes, cell + 1)
    }
    this.lanes[cell] = lane
    this.minutes[cell] = minute
    return cell
  }

  #rehash(): void {
    const size = (this.#mask + 1) * 2
    this.#table = new Int32Array(size).fill(-1)
    this.#mask = size - 1
    for (let cell = 0; cell < this.count; cell++) {
      let at = hash(this.lanes[cell]!, this.minutes[cell]!) & this.#mask
      while (this.#table[at]! >= 0) at = (at + 1) & this.#mask
      this.#table[at] = cell
    }
  }
}

/** Mixes both numbers into 32 bits (the finaliser of MurmurHash3). */
function hash(lane: number, minute: number): number {
  let h = Math.imul(lane, 0x9e3779b1) ^ Math.imul(minute, 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
