import { grow } from '../../fold/grow.ts'

/** Numbers units (actors or sessions) in the order they come, by the first 64 bits of their pseudonym: an open-addressing table. */
export class UnitIndex {
  count = 0
  #high = new Uint32Array(1024)
  #low = new Uint32Array(1024)
  #table = new Int32Array(4096).fill(-1)
  #mask = 4095

  /** The number of a unit, -1 when it has none yet. */
  lookup(high: number, low: number): number {
    return this.#table[this.#slot(high, low)]!
  }

  /** The number of a unit, given when it is new. */
  find(high: number, low: number): number {
    const at = this.#slot(high, low)
    const known = this.#table[at]!
    if (known >= 0) return known
    const made = this.count++
    if (made === this.#high.length) {
      this.#high = grow(this.#high, made + 1)
      this.#low = grow(this.#low, made + 1)
    }
    this.#high[made] = high
    this.#low[made] = low
    this.#table[at] = made
    if (this.count * 2 > this.#mask) this.#rehash()
    return made
  }

  /** Where the unit is in the table, or would go. */
  #slot(high: number, low: number): number {
    let at = (low ^ Math.imul(high, 0x9e3779b1)) & this.#mask
    for (let unit = this.#table[at]!; unit >= 0; unit = this.#table[at]!) {
      if (this.#low[unit] === low && this.#high[unit] === high) return at
      at = (at + 1) & this.#mask
    }
    return at
  }

  #rehash(): void {
    const size = (this.#mask + 1) * 2
    this.#table = new Int32Array(size).fill(-1)
    this.#mask = size - 1
    for (let unit = 0; unit < this.count; unit++) {
      let at = (this.#low[unit]! ^ Math.imul(this.#high[unit]!, 0x9e3779b1)) & this.#mask
      while (this.#table[at]! >= 0) at = (at + 1) & this.#mask
      this.#table[at] = unit
    }
  }
}
