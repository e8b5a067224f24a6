import type { Attribution } from './attribution.ts'
import { countPeople, type Status, statusOf } from './people.ts'

/** The units of one variation, as places in the attribution. */
export interface Arm {
  readonly variation: string
  /** planned weight, any scale */
  readonly weight: number
  readonly exposed: readonly number[]
  /** whether the number of exposed units may be told */
  readonly exposedStatus: Status
  /** exposed long enough ago that all that counts of them has happened */
  readonly matured: readonly number[]
  /** whether what they did may be told */
  readonly status: Status
}

export interface Split {
  readonly arms: readonly Arm[]
  readonly crossed: number
  readonly exposedEarlier: number
}

export interface SplitOptions {
  /** in the order of the attribution's places */
  readonly variations: readonly { readonly variation: string; readonly weight: number }[]
  /** exposures in [from, to) */
  readonly from: number
  readonly to: number
  readonly asOf: number
  readonly maturesMs: number
  readonly k: number
}

/** Sorts units into arms. Units that crossed over, and those that were exposed before the range already, are only counted. */
export function splitUnits(attribution: Attribution, options: SplitOptions): Split {
  const { from, to, asOf, maturesMs, k } = options
  const { variation, exposedAt, crossed, person } = attribution
  const exposed = options.variations.map((): number[] => [])
  let [crossedUnits, exposedEarlier] = [0, 0]
  for (let unit = 0; unit < attribution.units.count; unit++) {
    if (exposedAt[unit]! < from) exposedEarlier++
    else if (exposedAt[unit]! >= to) continue
    else if (crossed[unit] === 1) crossedUnits++
    else exposed[variation[unit]!]!.push(unit)
  }
  const arms = options.variations.map((planned, i): Arm => {
    const units = exposed[i]!
    const matured = units.filter((unit) => exposedAt[unit]! + maturesMs <= asOf)
    return {
      ...planned,
      exposed: units,
      exposedStatus: statusOf(countPeople(units, person), k),
      matured,
      status: statusOf(countPeople(matured, person), k),
    }
  })
  return { arms, crossed: crossedUnits, exposedEarlier }
}
