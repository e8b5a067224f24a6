import { grow } from '../../fold/grow.ts'

const WORDS = 4
const FIRST_SIZE = 256

/**
 * Rows of `unit_day` as columns, by rising (day, set, actor): how many events of one dimension set an actor sent on one day of
 * the project calendar, and the first of them. Days count from 1970-01-01; ids are four words each, most significant first.
 */
export interface UnitDays {
  readonly length: number
  readonly day: Int32Array
  readonly set: Int32Array
  readonly actor: Uint32Array
  readonly n: Int32Array
  /** epoch ms; of events at the same time the one with the lowest id is the first */
  readonly firstAt: Float64Array
  readonly firstId: Uint32Array
}

/** Compares the id at place `a` of one list with the one at place `b` of another, as Postgres compares uuids. */
function compareIds(left: Uint32Array, a: number, right: Uint32Array, b: number): number {
  for (let i = 0; i < WORDS; i++) {
    const difference = left[a * WORDS + i]! - right[b * WORDS + i]!
    if (difference !== 0) return difference
  }
  return 0
}

function pick<C extends Int32Array | Float64Array | Uint32Array>(column: C, order: Int32Array, width = 1): C {
  const Make = column.constructor as new (length: number) => C
  const picked = new Make(order.length * width)
  for (let i = 0; i < order.length; i++)
    for (let w = 0; w < width; w++) picked[i * width + w] = column[order[i]! * width + w]!
  return picked
}

/** Adds up events to unit days. Any order and any cut of the same events gives the same rows. */
export class UnitDayFold {
  length = 0
  #day = new Int32Array(FIRST_SIZE)
  #set = new Int32Array(FIRST_SIZE)
  #actor = new Uint32Array(FIRST_SIZE * WORDS)
  #n = new Int32Array(FIRST_SIZE)
  #firstAt = new Float64Array(FIRST_SIZE)
  #firstId = new Uint32Array(FIRST_SIZE * WORDS)
  #table = new Int32Array(FIRST_SIZE * 4).fill(-1)

  /** One event: `actors` and `ids` hold its actor and its id at `place`. */
  add(day: number, set: number, at: number, actors: Uint32Array, ids: Uint32Array, place: number): void {
    const slot = this.#slot(day, set, actors, place)
    const row = this.#table[slot]! < 0 ? this.#make(slot, day, set, actors, place) : this.#table[slot]!
    const first = this.#firstAt[row]!
    this.#n[row]!++
    if (this.#n[row] !== 1 && (at > first || (at === first && compareIds(ids, place, this.#firstId, row) >= 0))) return
    this.#firstAt[row] = at
    for (let i = 0; i < WORDS; i++) this.#firstId[row * WORDS + i] = ids[place * WORDS + i]!
  }

  /** What was added up so far. */
  rows(): UnitDays {
    const order = Int32Array.from({ length: this.length }, (_, row) => row).sort(
      (a, b) =>
        this.#day[a]! - this.#day[b]! || this.#set[a]! - this.#set[b]! || compareIds(this.#actor, a, this.#actor, b),
    )
    return {
      length: order.length,
      day: pick(this.#day, order),
      set: pick(this.#set, order),
      actor: pick(this.#actor, order, WORDS),
      n: pick(this.#n, order),
      firstAt: pick(this.#firstAt, order),
      firstId: pick(this.#firstId, order, WORDS),
    }
  }

  /** Where the row is, or where it would go. */
  #slot(day: number, set: number, actors: Uint32Array, place: number): number {
    const mask = this.#table.length - 1
    let slot = hash(day, set, actors[place * WORDS]!) & mask
    for (let row = this.#table[slot]!; row >= 0; row = this.#table[slot]!) {
      if (this.#day[row] === day && this.#set[row] === set && compareIds(this.#actor, row, actors, place) === 0) break
      slot = (slot + 1) & mask
    }
    return slot
  }

  #make(slot: number, day: number, set: number, actors: Uint32Array, place: number): number {
    const row = this.length++
    this.#reserve()
    this.#day[row] = day
    this.#set[row] = set
    for (let i = 0; i < WORDS; i++) this.#actor[row * WORDS + i] = actors[place * WORDS + i]!
    this.#table[slot] = row
    if (this.length * 2 > this.#table.length) this.#rehash()
    return row
  }

  #reserve(): void {
    if (this.length <= this.#day.length) return
    this.#day = grow(this.#day, this.length)
    this.#set = grow(this.#set, this.length)
    this.#actor = grow(this.#actor, this.length * WORDS)
    this.#n = grow(this.#n, this.length)
    this.#firstAt = grow(this.#firstAt, this.length)
    this.#firstId = grow(this.#firstId, this.length * WORDS)
  }

  #rehash(): void {
    this.#table = new Int32Array(this.#table.length * 2).fill(-1)
    for (let row = 0; row < this.length; row++)
      this.#table[this.#slot(this.#day[row]!, this.#set[row]!, this.#actor, row)] = row
  }
}

/** Mixes three numbers into 32 bits (the finaliser of MurmurHash3). */
function hash(day: number, set: number, actor: number): number {
  let h = actor ^ Math.imul(set, 0x85ebca6b) ^ Math.imul(day, 0x9e3779b1)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
