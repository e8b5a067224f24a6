import { grow } from '../../fold/grow.ts'
import { UnitIndex } from './unit-index.ts'
import type { UnitRows } from './unit-rows.ts'

const INSERTION_LIMIT = 32

/** One unit's events, in order: events[start, end) index the log's columns. */
export type VisitUnit = (events: Int32Array, start: number, end: number) => void

/**
 * Collects events in any order and hands them out unit by unit, each unit's events by (time, session, id), each once: any
 * order and duplication of what is added gives the same visits, but for the order of units.
 */
export class UnitLog {
  length = 0
  time = new Float64Array(1024)
  place = new Int32Array(1024)
  other = new Uint32Array(1024)
  /** empty while every event stands for itself */
  weight = new Float64Array(0)
  #unit = new Int32Array(1024)
  #rank = new Uint32Array(2048)
  readonly #units = new UnitIndex()
  /** whether `other` is the session, which orders events of one time */
  readonly #bySession: boolean

  constructor(unit: 'actor' | 'session') {
    this.#bySession = unit === 'actor'
  }

  get units(): number {
    return this.#units.count
  }

  add(rows: UnitRows): void {
    const start = this.length
    const end = start + rows.length
    this.#reserve(end)
    for (let i = 0, to = start; to < end; i++, to++)
      this.#unit[to] = this.#units.find(rows.unit[i * 2]!, rows.unit[i * 2 + 1]!)
    this.time.set(rows.time.subarray(0, rows.length), start)
    this.place.set(rows.place.subarray(0, rows.length), start)
    this.other.set(rows.other.subarray(0, rows.length), start)
    this.#rank.set(rows.rank.subarray(0, rows.length * 2), start * 2)
    this.#addWeights(rows, start)
    this.length = end
  }

  visit(visitUnit: VisitUnit): void {
    const { starts, events } = this.#group()
    for (let unit = 0; unit < this.#units.count; unit++) {
      const start = starts[unit]!
      const end = starts[unit + 1]!
      this.#sort(events, start, end)
      visitUnit(events, start, this.#dropRepeated(events, start, end))
    }
  }

  #reserve(needed: number): void {
    this.time = grow(this.time, needed)
    this.place = grow(this.place, needed)
    this.other = grow(this.other, needed)
    this.#unit = grow(this.#unit, needed)
    this.#rank = grow(this.#rank, needed * 2)
    if (this.weight.length > 0) this.weight = grow(this.weight, needed)
  }

  #addWeights(rows: UnitRows, start: number): void {
    const weights = rows.weight.subarray(0, rows.length)
    if (this.weight.length === 0) {
      if (weights.every((weight) => weight === 1)) return
      this.weight = new Float64Array(this.time.length).fill(1, 0, start)
    }
    this.weight.set(weights, start)
  }

  /** Events by unit, by counting sort: unit u owns [starts[u], starts[u + 1]). */
  #group(): { starts: Int32Array; events: Int32Array } {
    const starts = new Int32Array(this.#units.count + 2)
    const events = new Int32Array(this.length)
    const unit = this.#unit
    for (let i = 0; i < this.length; i++) starts[unit[i]! + 2]!++
    for (let u = 2; u < starts.length; u++) starts[u]! += starts[u - 1]!
    for (let i = 0; i < this.length; i++) events[starts[unit[i]! + 1]!++] = i
    return { starts, events }
  }

  #compare(a: number, b: number): number {
    const rank = this.#rank
    return (
      this.time[a]! - this.time[b]! ||
      (this.#bySession ? this.other[a]! - this.other[b]! : 0) ||
      rank[a * 2]! - rank[b * 2]! ||
      rank[a * 2 + 1]! - rank[b * 2 + 1]! ||
      this.place[a]! - this.place[b]!
    )
  }

  /** Events come nearly in order, so that most units' are where they belong. */
  #isSorted(events: Int32Array, start: number, end: number): boolean {
    for (let i = start + 1; i < end; i++) if (this.#compare(events[i - 1]!, events[i]!) > 0) return false
    return true
  }

  #sort(events: Int32Array, start: number, end: number): void {
    if (this.#isSorted(events, start, end)) return
    if (end - start > INSERTION_LIMIT) {
      events.subarray(start, end).sort((a, b) => this.#compare(a, b))
      return
    }
    for (let i = start + 1; i < end; i++) {
      const event = events[i]!
      let at = i - 1
      while (at >= start && this.#compare(events[at]!, event) > 0) {
        events[at + 1] = events[at]!
        at--
      }
      events[at + 1] = event
    }
  }

  /** Moves each event that differs from the one before it up; answers the new end. */
  #dropRepeated(events: Int32Array, start: number, end: number): number {
    let kept = start + 1
    for (let i = start + 1; i < end; i++)
      if (this.#compare(events[kept - 1]!, events[i]!) !== 0) events[kept++] = events[i]!
    return Math.min(kept, end)
  }
}
