import type { Attribution } from './attribution.ts'
import type { EventColumns } from './event-columns.ts'

/** What one event adds to a metric. */
export interface Contribution {
  /** place of the metric */
  readonly metric: number
  readonly part: 'value' | 'base'
  /** place in the measures that are read; -1 asks for none. An event without the measure adds nothing */
  readonly measure: number
  /** the measure itself, or one per event that carries it */
  readonly adds: 'amount' | 'one'
}

/** mean: Σ value over units; ratio: Σ value over Σ base; conversion: units with a value over units. */
export type ValueKind = 'mean' | 'ratio' | 'conversion'

/** One metric of all units: one entry per unit. After exposure, and for as long before it. */
export interface UnitColumns {
  readonly kind: ValueKind
  readonly value: Float64Array
  readonly base: Float64Array
  readonly valueBefore: Float64Array
  readonly baseBefore: Float64Array
}

/**
 * Adds up what each unit did in [exposure, exposure + window) and, as the covariate of CUPED, in [exposure - window,
 * exposure). An event at the instant of exposure counts as after it. Events in any order; each counts with its sampling
 * weight, except that a conversion happens once or not at all.
 */
export class OutcomeFold {
  readonly metrics: readonly UnitColumns[]
  readonly #attribution: Attribution
  readonly #windowMs: number
  readonly #setOf: (id: number) => readonly Contribution[] | undefined

  constructor(
    attribution: Attribution,
    setOf: (id: number) => readonly Contribution[] | undefined,
    kinds: readonly ValueKind[],
    windowMs: number,
  ) {
    const column = (fill: number) => new Float64Array(attribution.units.count).fill(fill)
    this.#attribution = attribution
    this.#setOf = setOf
    this.#windowMs = windowMs
    this.metrics = kinds.map((kind) => {
      const base = kind === 'ratio' ? 0 : 1
      return { kind, value: column(0), base: column(base), valueBefore: column(0), baseBefore: column(base) }
    })
  }

  add(events: EventColumns): void {
    const { units, exposedAt } = this.#attribution
    for (let row = 0; row < events.length; row++) {
      const contributions = this.#setOf(events.set[row]!)
      if (contributions === undefined) continue
      const unit = units.lookup(events.unit[row * 4]!, events.unit[row * 4 + 1]!)
      if (unit < 0) continue
      const since = events.time[row]! - exposedAt[unit]!
      if (since >= this.#windowMs || since < -this.#windowMs) continue
      for (const contribution of contributions) this.#count(contribution, unit, since < 0, events, row)
    }
  }

  #count(contribution: Contribution, unit: number, before: boolean, events: EventColumns, row: number): void {
    const { metric, part, measure, adds } = contribution
    const measured = measure < 0 ? 1 : events.measures[measure]![row]!
    if (Number.isNaN(measured)) return
    const amount = adds === 'one' ? 1 : measured
    const columns = this.metrics[metric]!
    const column = before ? columns[`${part}Before`] : columns[part]
    if (columns.kind === 'conversion') column[unit] = 1
    else column[unit]! += amount * events.weight[row]!
  }
}
