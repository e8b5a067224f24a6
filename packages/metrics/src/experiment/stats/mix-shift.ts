/** One stratum: what was counted out of how many, before and after or in either group. */
export interface Stratum {
  /** null: several together */
  readonly stratum: string | null
  readonly control: { readonly value: number; readonly base: number }
  readonly treatment: { readonly value: number; readonly base: number }
}

export interface MixShift {
  /** treatment minus control over everything */
  readonly total: number
  /** the part that comes from other rates inside the strata */
  readonly within: number
  /** the part that comes from other shares of the strata */
  readonly mix: number
  /** the total says the opposite of what the strata say: Simpson's paradox */
  readonly reversed: boolean
  readonly strata: readonly { readonly stratum: string | null; readonly within: number; readonly mix: number }[]
}

/**
 * Takes the difference of two rates apart into other rates and another mix; the parts add up to it. Each stratum's
 * rate difference counts with the mean of its two shares and each share difference with the mean of the two rates
 * (Kitagawa 1955, "Components of a Difference Between Two Rates"). A stratum that only one group has moves the mix alone.
 * Null where either group is empty.
 */
export function mixShift(strata: readonly Stratum[]): MixShift | null {
  const sum = (group: 'control' | 'treatment', field: 'value' | 'base') =>
    strata.reduce((total, stratum) => total + stratum[group][field], 0)
  const [controlBase, treatmentBase] = [sum('control', 'base'), sum('treatment', 'base')]
  if (controlBase === 0 || treatmentBase === 0) return null
  const parts = strata.map(({ stratum, control, treatment }) => {
    const [shareA, shareB] = [control.base / controlBase, treatment.base / treatmentBase]
    const rateA = control.base === 0 ? null : control.value / control.base
    const rateB = treatment.base === 0 ? null : treatment.value / treatment.base
    const [a, b] = [rateA ?? rateB ?? 0, rateB ?? rateA ?? 0]
    return { stratum, within: ((shareA + shareB) / 2) * (b - a), mix: (shareB - shareA) * ((a + b) / 2) }
  })
  const within = parts.reduce((total, part) => total + part.within, 0)
  const total = sum('treatment', 'value') / treatmentBase - sum('control', 'value') / controlBase
  return {
    total,
    within,
    mix: parts.reduce((all, part) => all + part.mix, 0),
    reversed: total * within < 0,
    strata: parts,
  }
}
