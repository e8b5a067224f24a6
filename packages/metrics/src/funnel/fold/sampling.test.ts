import { defineEvent, match } from '@tidemark/contracts'
import { describe, expect, test } from 'vitest'
import { logOf, type TestEvent } from '../../../test/unit-log.ts'
import { foldPaths } from './fold-paths.ts'
import { samplingProblem } from './sampling.ts'
import { tallyPaths } from './tally.ts'

const sampled = (type: string, group: string, rate: number) =>
  defineEvent({ type, title: type, dimensions: {}, measures: {}, sampling: { group, rate } })
const whole = defineEvent({ type: 'whole', title: 'Whole', dimensions: {}, measures: {} })
const [half, third, apart] = [
  sampled('half', 'play', 0.5),
  sampled('third', 'play', 0.3),
  sampled('apart', 'other', 0.3),
]
const specs = new Map([whole, half, third, apart].map((spec) => [spec.type, spec]))
const specOf = (event: string) => specs.get(event)

describe('which events may be in one funnel [T-08]', () => {
  test.each([
    ['sent always', [whole, whole], [], null],
    ['one group, any rates', [half, third], [], null],
    ['one group and what is always sent', [whole, third], [], null],
    ['two groups', [half, apart], [], /half and apart are sampled independently/],
    ['an exclusion of another group', [half, whole], [apart], /sampled independently/],
    ['an exclusion that is seen less often', [half, whole], [third], /third is sampled below/],
    ['an exclusion that is seen more often', [third, whole], [half], null],
  ])('%s', (_name, steps, exclude, problem) => {
    const found = samplingProblem(
      steps.map((spec) => match(spec)),
      exclude.flatMap((spec) => match(spec)),
      specOf,
    )
    if (problem === null) expect(found).toBeNull()
    else expect(found).toMatch(problem)
  })
})

/** 1,000 players, every 5 of whom 2 buy; `keeps` says who is in the sample of a rate. */
function conversion(keepsView: (i: number) => boolean, keepsBuy: (i: number) => boolean): number {
  const events = Array.from({ length: 1000 }, (_, i): TestEvent[] => [
    ...(keepsView(i) ? [{ unit: i + 1, time: 1, place: 0, weight: 1 / 0.5 }] : []),
    ...(i % 5 < 2 && keepsBuy(i) ? [{ unit: i + 1, time: 2, place: 1, weight: 1 / 0.3 }] : []),
  ]).flat()
  const rules = { steps: 2, masks: Int32Array.of(1, 2), withinMs: 10, from: 0, to: 10 }
  const paths = foldPaths(logOf('actor', events), rules)
  const members = Int32Array.from({ length: paths.length }, (_, i) => i)
  const { estimate } = tallyPaths(paths, members, { withinMs: 10, dataTime: 100 })
  return estimate[1]! / estimate[0]!
}
// Ten players decide by their number, the next ten alike: 5 and 3 of 10, whoever buys.
const rank = (i: number) => Math.floor(i / 5) % 10

test('a true 40 % is 12 % where two rates are drawn apart, and 40 % where one draw decides both [T-08]', () => {
  const apart = (i: number) => Math.floor(i / 50) % 10 < 3
  // What a bare count of independent samples says: half of 1,000 began, 40 % of 30 % of those are seen to buy.
  expect(conversion((i) => rank(i) < 5, apart) * (0.3 / 0.5)).toBeCloseTo(0.12, 9)
  expect(
    conversion(
      (i) => rank(i) < 5,
      (i) => rank(i) < 3,
    ),
  ).toBeCloseTo(0.4, 9)
})
