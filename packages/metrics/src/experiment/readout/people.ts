import { DOMINANT_SHARE } from '../../privacy/people.ts'
import { gateCounts } from '../../privacy/suppress.ts'

/** A group of units: shown from `k` people on, hidden below, or empty. Three states that never look alike. */
export type Status = 'shown' | 'suppressed' | 'empty'

/** How many different people are behind units. Those without a known person count as one together: they may be one. */
export function countPeople(units: Iterable<number>, person: Int32Array): number {
  const people = new Set<number>()
  for (const unit of units) people.add(person[unit]!)
  return people.size
}

export const statusOf = (people: number, k: number): Status =>
  people === 0 ? 'empty' : people < k ? 'suppressed' : 'shown'

/** The states of the parts of a whole that is told: subtracting them from it must not tell what is hidden. */
export function statusesOfParts(people: readonly number[], k: number): Status[] {
  const states = gateCounts(people, k)
  return people.map((count, i) => (count === 0 ? 'empty' : states[i] === 'suppressed' ? 'suppressed' : 'shown'))
}

/** Whether a sum over units is, to all purposes, the number of one person. Conversions never are. */
export function isDominated(units: readonly number[], person: Int32Array, valueAt: (unit: number) => number): boolean {
  const sums = new Map<number, number>()
  let total = 0
  for (const unit of units) {
    const value = Math.abs(valueAt(unit))
    if (value === 0) continue
    total += value
    sums.set(person[unit]!, (sums.get(person[unit]!) ?? 0) + value)
  }
  let most = 0
  for (const sum of sums.values()) most = Math.max(most, sum)
  return most > DOMINANT_SHARE * total
}
