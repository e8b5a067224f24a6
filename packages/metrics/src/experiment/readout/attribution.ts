import { grow } from '../../fold/grow.ts'
import { UnitIndex } from '../../scan/unit-log/unit-index.ts'
import type { EventColumns } from './event-columns.ts'

/** Units and what they saw first. Columns: one entry per unit of `units`. */
export interface Attribution {
  readonly units: UnitIndex
  /** place of the variation that the unit was exposed to */
  readonly variation: Int32Array
  /** place of the stratum that the first exposure names */
  readonly stratum: Int32Array
  /** epoch ms of the first exposure */
  readonly exposedAt: Float64Array
  /** 1: seen in more than one variation, so it belongs to none */
  readonly crossed: Uint8Array
  /** place of the person behind the unit; -1 unknown. People are what privacy counts, whatever the unit is */
  readonly person: Int32Array
  /** per overlay: its value at the first exposure, NaN where the event carried none */
  readonly overlays: readonly Float64Array[]
}

/** What the exposures of one dimension set say. */
export interface ExposureSet {
  /** place of the variation */
  readonly variation: number
  /** place of the stratum */
  readonly stratum: number
  /** per overlay: its place in the measures of a chunk, -1 where the event type has none */
  readonly overlays: readonly number[]
}

/** Whether an event carries a pseudonym: none is zeros. */
const isKnown = (words: Uint32Array, row: number): boolean => (words[row * 4]! | words[row * 4 + 1]!) !== 0
const numberOf = (index: UnitIndex, words: Uint32Array, row: number): number =>
  index.find(words[row * 4]!, words[row * 4 + 1]!)

/**
 * Attributes each unit to its first exposure, from exposures in any order. A second exposure to the same variation changes
 * nothing, one to another variation makes the unit crossed: what it does afterwards may come from either.
 */
export class ExposureFold {
  readonly #setOf: (id: number) => ExposureSet | undefined
  readonly #units = new UnitIndex()
  readonly #people = new UnitIndex()
  #variation = new Int32Array(1024)
  #stratum = new Int32Array(1024)
  #exposedAt = new Float64Array(1024)
  #crossed = new Uint8Array(1024)
  #person = new Int32Array(1024)
  readonly #overlays: Float64Array[]

  constructor(setOf: (id: number) => ExposureSet | undefined, overlays: number) {
    this.#setOf = setOf
    this.#overlays = Array.from({ length: overlays }, () => new Float64Array(1024))
  }

  /** Events that carry no unit, or are no exposures, are passed over. */
  add(events: EventColumns): void {
    for (let row = 0; row < events.length; row++) {
      const set = this.#setOf(events.set[row]!)
      if (set === undefined || !isKnown(events.unit, row)) continue
      const known = this.#units.count
      const unit = numberOf(this.#units, events.unit, row)
      if (unit === known) this.#make(unit, set.variation)
      else if (this.#variation[unit] !== set.variation) this.#crossed[unit] = 1
      if (events.time[row]! < this.#exposedAt[unit]!) this.#setFirst(unit, row, events, set)
    }
  }

  finish(): Attribution {
    const size = this.#units.count
    return {
      units: this.#units,
      variation: this.#variation.subarray(0, size),
      stratum: this.#stratum.subarray(0, size),
      exposedAt: this.#exposedAt.subarray(0, size),
      crossed: this.#crossed.subarray(0, size),
      person: this.#person.subarray(0, size),
      overlays: this.#overlays.map((values) => values.subarray(0, size)),
    }
  }

  #make(unit: number, variation: number): void {
    this.#variation = grow(this.#variation, unit + 1)
    this.#stratum = grow(this.#stratum, unit + 1)
    this.#exposedAt = grow(this.#exposedAt, unit + 1)
    this.#crossed = grow(this.#crossed, unit + 1)
    this.#person = grow(this.#person, unit + 1)
    this.#overlays.forEach((values, i) => {
      this.#overlays[i] = grow(values, unit + 1)
    })
    this.#variation[unit] = variation
    this.#exposedAt[unit] = Number.POSITIVE_INFINITY
  }

  #setFirst(unit: number, row: number, events: EventColumns, set: ExposureSet): void {
    this.#exposedAt[unit] = events.time[row]!
    this.#stratum[unit] = set.stratum
    this.#person[unit] = isKnown(events.actor, row) ? numberOf(this.#people, events.actor, row) : -1
    this.#overlays.forEach((values, i) => {
      values[unit] = events.measures[set.overlays[i]!]?.[row] ?? Number.NaN
    })
  }
}
