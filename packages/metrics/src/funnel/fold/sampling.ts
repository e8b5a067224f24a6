import type { EventSpec, Match } from '@tidemark/contracts'

type SpecOf = (event: string) => EventSpec | undefined

const isSampled = (spec: EventSpec): boolean => spec.sampling !== undefined && spec.sampling.rate < 1

/**
 * Why events cannot be followed from one to the next, or null. Types that are sampled apart from each other lose units
 * between steps at random: of a true 40 %, samples of 50 % and 30 % leave 12 %. Types of one sampling group are decided
 * together (the lower rate's units are among the higher one's), and what is always sent fits any (C-06). An exclusion
 * must be seen at least as often as the steps. Pure.
 */
export function samplingProblem(
  steps: readonly (readonly Match[])[],
  exclude: readonly Match[],
  specOf: SpecOf,
): string | null {
  const sampledOf = (matches: readonly Match[]) =>
    [...new Set(matches.map(({ event }) => event))].flatMap((event) => {
      const spec = specOf(event)
      return spec === undefined || !isSampled(spec) ? [] : [spec]
    })
  const taken = sampledOf(steps.flat())
  const all = [...taken, ...sampledOf(exclude)]
  const groups = new Map(all.map((spec) => [spec.sampling!.group, spec.type]))
  if (groups.size > 1) {
    const [[, first], [, second]] = [...groups] as [[string, string], [string, string]]
    return `${first} and ${second} are sampled independently, so how many went from one to the other cannot be known. Sample them in one group.`
  }
  const lowest = taken.length === 0 ? 1 : Math.min(...taken.map((spec) => spec.sampling!.rate))
  const unseen = sampledOf(exclude).find((spec) => spec.sampling!.rate < lowest)
  return unseen === undefined ? null : `${unseen.type} is sampled below the steps that it should exclude from.`
}
