import { grow } from '../../fold/grow.ts'
import { UnitIndex } from '../../scan/unit-log/unit-index.ts'
import { type Periods, placeDays } from './periods.ts'

const WORDS = 4
const BIT_WORD = 32
const FIRST_SIZE = 1024
const NEVER = 0x7fff_ffff

/** Some rows of `unit_day` as columns. */
export interface UnitDayColumns {
  readonly length: number
  /** four words per row, most significant first */
  readonly actor: Uint32Array
  /** days since 1970-01-01 */
  readonly day: Int32Array
  /** place of the dimension set */
  readonly place: Int32Array
  /** epoch ms and id of the first event; may be left out where no cohort is split */
  readonly firstAt?: Float64Array
  readonly firstId?: Uint32Array
}

export interface CohortPlan {
  /** those of the cohorts, and the ones they are followed through up to today */
  readonly periods: Periods
  /** the first so many periods have a cohort */
  readonly cohorts: number
  /** periods that a cohort is followed, its own included */
  readonly followed: number
  readonly unbounded: boolean
  /** per place of a dimension set: whether its events begin a cohort, and whether they are a return */
  readonly born: Uint8Array
  readonly returned: Uint8Array
  /** per place: which part of the split a first event of that set belongs to */
  readonly part: Int32Array
  readonly parts: number
}

export interface CohortCounts {
  /** actors: [part * cohorts + cohort] */
  readonly sizes: Int32Array
  /** actors: [(part * cohorts + cohort) * followed + period since] */
  readonly returned: Int32Array
  /** actors of earlier cohorts, also of those before the first: [part * cohorts + period] */
  readonly returning: Int32Array
}

/**
 * Finds each actor's first event ever and the days it came back, and counts cohorts. The first is that of the earliest day,
 * then time, then id. Rows in any order and any cut give the same counts. Pure but for its own memory.
 */
export class CohortFold {
  rows = 0
  /** the first day on which anybody began; null: nobody did */
  firstDay: number | null = null
  readonly #plan: CohortPlan
  readonly #origin: number
  readonly #placeOfDay: Int32Array
  readonly #words: number
  readonly #units = new UnitIndex()
  #bornDay = new Int32Array(FIRST_SIZE).fill(NEVER)
  #bornPlace = new Int32Array(FIRST_SIZE)
  #bornAt = new Float64Array(FIRST_SIZE)
  #bornId = new Uint32Array(FIRST_SIZE * WORDS)
  /** one bit per day on which the actor returned */
  #days: Uint32Array

  constructor(plan: CohortPlan) {
    this.#plan = plan
    this.#origin = plan.periods.starts[0]!
    this.#placeOfDay = placeDays(plan.periods)
    this.#words = Math.ceil(this.#placeOfDay.length / BIT_WORD)
    this.#days = new Uint32Array(FIRST_SIZE * this.#words)
  }

  add(rows: UnitDayColumns): void {
    const { born, returned } = this.#plan
    this.rows += rows.length
    for (let i = 0; i < rows.length; i++) {
      const place = rows.place[i]!
      const unit = this.#units.find(rows.actor[i * WORDS]!, rows.actor[i * WORDS + 1]!)
      if (unit === this.#bornDay.length) this.#reserve(unit + 1)
      if (born[place] === 1 && this.#isEarlier(unit, rows, i)) this.#setFirst(unit, rows, i)
      const day = rows.day[i]! - this.#origin
      if (returned[place] === 1 && day >= 0 && day < this.#placeOfDay.length)
        this.#days[unit * this.#words + (day >>> 5)]! |= 1 << (day & 31)
    }
  }

  count(): CohortCounts {
    const { cohorts, followed, parts } = this.#plan
    const counts = {
      sizes: new Int32Array(parts * cohorts),
      returned: new Int32Array(parts * cohorts * followed),
      returning: new Int32Array(parts * cohorts),
    }
    for (let unit = 0; unit < this.#units.count; unit++)
      if (this.#bornDay[unit] !== NEVER) this.#countUnit(unit, counts)
    return counts
  }

  #countUnit(unit: number, counts: CohortCounts): void {
    const { cohorts, part } = this.#plan
    const born = this.#bornDay[unit]! - this.#origin
    if (born >= this.#placeOfDay.length) return
    const from = born < 0 ? -1 : this.#placeOfDay[born]!
    const base = part[this.#bornPlace[unit]!]! * cohorts
    const isMember = from >= 0 && from < cohorts
    if (isMember) counts.sizes[base + from]!++
    let last = -1
    for (const place of this.#periodsSince(unit, Math.max(0, born))) {
      if (place > from && place < cohorts) counts.returning[base + place]!++
      if (isMember && !this.#plan.unbounded) this.#countReturn(counts, base + from, place - from)
      last = place
    }
    if (isMember && this.#plan.unbounded)
      for (let since = 0; since <= last - from; since++) this.#countReturn(counts, base + from, since)
  }

  #countReturn({ returned }: CohortCounts, row: number, since: number): void {
    const { followed } = this.#plan
    if (since < followed) returned[row * followed + since]!++
  }

  /** Each period once in which the actor returned, on the given day or later. */
  *#periodsSince(unit: number, from: number): Generator<number> {
    let last = -1
    for (let word = from >>> 5; word < this.#words; word++) {
      let bits = this.#days[unit * this.#words + word]!
      if (word === from >>> 5) bits &= -1 << (from & 31)
      while (bits !== 0) {
        const bit = 31 - Math.clz32(bits & -bits)
        bits &= bits - 1
        const place = this.#placeOfDay[word * BIT_WORD + bit]!
        if (place !== last) yield place
        last = place
      }
    }
  }

  #isEarlier(unit: number, rows: UnitDayColumns, i: number): boolean {
    const day = rows.day[i]! - this.#bornDay[unit]!
    if (day !== 0 || rows.firstAt === undefined) return day < 0
    const later = rows.firstAt[i]! - this.#bornAt[unit]!
    if (later !== 0 || rows.firstId === undefined) return later < 0
    for (let w = 0; w < WORDS; w++) {
      const difference = rows.firstId[i * WORDS + w]! - this.#bornId[unit * WORDS + w]!
      if (difference !== 0) return difference < 0
    }
    return false
  }

  #setFirst(unit: number, rows: UnitDayColumns, i: number): void {
    this.#bornDay[unit] = rows.day[i]!
    this.#bornPlace[unit] = rows.place[i]!
    if (this.firstDay === null || rows.day[i]! < this.firstDay) this.firstDay = rows.day[i]!
    if (rows.firstAt === undefined || rows.firstId === undefined) return
    this.#bornAt[unit] = rows.firstAt[i]!
    for (let w = 0; w < WORDS; w++) this.#bornId[unit * WORDS + w] = rows.firstId[i * WORDS + w]!
  }

  #reserve(needed: number): void {
    const known = this.#bornDay.length
    this.#bornDay = grow(this.#bornDay, needed)
    this.#bornDay.fill(NEVER, known)
    this.#bornPlace = grow(this.#bornPlace, needed)
    this.#bornAt = grow(this.#bornAt, needed)
    this.#bornId = grow(this.#bornId, needed * WORDS)
    this.#days = grow(this.#days, needed * this.#words)
  }
}
