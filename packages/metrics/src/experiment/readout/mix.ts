import type { ExperimentResult } from '@tidemark/contracts'
import { mixShift, type Stratum } from '../stats/mix-shift.ts'
import type { Arm } from './arms.ts'
import type { Attribution } from './attribution.ts'
import { countPeople, isDominated } from './people.ts'
import type { ReadoutInput } from './readout.ts'
import type { UnitColumns } from './unit-values.ts'

type Mix = NonNullable<ExperimentResult['mix']>[number]

/** The matured units of one stratum in both arms. */
interface Members {
  readonly stratum: string | null
  readonly control: readonly number[]
  readonly treatment: readonly number[]
}

/**
 * Strata large enough to be told of: those with fewer than k people in either arm become one together, with the next
 * smallest where that is still too few. Nobody is not few.
 */
function tellable(members: readonly Members[], person: Int32Array, k: number): Members[] {
  const fewest = ({ control, treatment }: Members): number => {
    const people = [countPeople(control, person), countPeople(treatment, person)].filter((count) => count > 0)
    return Math.min(...people)
  }
  const present = members.filter(({ control, treatment }) => control.length + treatment.length > 0)
  const sorted = [...present].sort((a, b) => fewest(a) - fewest(b))
  let rest = null as Members | null
  while (sorted.length > 0 && fewest(rest ?? sorted[0]!) < k) {
    const next = sorted.shift()!
    rest = {
      stratum: null,
      control: [...(rest?.control ?? []), ...next.control],
      treatment: [...(rest?.treatment ?? []), ...next.treatment],
    }
  }
  return rest === null ? sorted : [...sorted, rest]
}

function addUp({ value, base }: UnitColumns, units: readonly number[]): Stratum['control'] {
  let [of, over] = [0, 0]
  for (const unit of units) {
    of += value[unit]!
    over += base[unit]!
  }
  return { value: of, base: over }
}

function membersOf(control: Arm, treatment: Arm, { stratum }: Attribution, strata: readonly string[]): Members[] {
  const inStratum = (units: readonly number[], place: number) => units.filter((unit) => stratum[unit] === place)
  return strata.map((name, place) => ({
    stratum: name,
    control: inStratum(control.matured, place),
    treatment: inStratum(treatment.matured, place),
  }))
}

/** How much of each difference comes from another mix of strata. Pure. */
export function readMix(
  arms: readonly Arm[],
  { attribution, strata, metrics, k }: Pick<ReadoutInput, 'attribution' | 'strata' | 'metrics' | 'k'>,
): Mix[] {
  const { person } = attribution
  const [control, ...treatments] = arms
  if (control?.status !== 'shown') return []
  return treatments.flatMap((treatment): Mix[] => {
    if (treatment.status !== 'shown') return []
    const members = tellable(membersOf(control, treatment, attribution, strata), person, k)
    if (members.length < 2) return []
    return metrics.flatMap(({ facts, columns }): Mix[] => {
      const isOnes = (units: readonly number[]) => isDominated(units, person, (unit) => columns.value[unit]!)
      const isHidden = members.some((part) => isOnes(part.control) || isOnes(part.treatment))
      if (columns.kind !== 'conversion' && isHidden) return []
      const shift = mixShift(
        members.map((part) => ({
          stratum: part.stratum,
          control: addUp(columns, part.control),
          treatment: addUp(columns, part.treatment),
        })),
      )
      return shift === null
        ? []
        : [{ metric: facts.metric, variation: treatment.variation, ...shift, strata: [...shift.strata] }]
    })
  })
}
