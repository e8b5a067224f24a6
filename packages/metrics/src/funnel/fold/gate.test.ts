import fc from 'fast-check'
import { expect, test } from 'vitest'
import { gateGroups } from './gate.ts'
import { addPath, createPaths, type Paths } from './paths.ts'

const DAY = 100
/** [group, day, steps taken, people]: paths of as many people, two sessions each where told. */
type Part = readonly [group: number, day: number, reached: number, people: number, sessionsEach?: number]

function build(parts: readonly Part[], groupCount: number): { paths: Paths; groups: Int32Array[] } {
  const paths = createPaths(3)
  const groups: number[][] = Array.from({ length: groupCount }, () => [])
  let person = 0
  for (const [group, day, reached, people, sessionsEach = 1] of parts)
    for (let i = 0; i < people; i++, person++)
      for (let s = 0; s < sessionsEach; s++) {
        const path = addPath(paths, false)
        paths.entry[path] = day * DAY
        paths.reached[path] = reached
        paths.other[path] = person + 1
        groups[group]!.push(path)
      }
  return { paths, groups: groups.map((members) => Int32Array.from(members)) }
}
const options = { k: 10, bySession: true, dayOf: (entry: number) => entry / DAY }
const gate = (parts: readonly Part[], groupCount: number) => {
  const { paths, groups } = build(parts, groupCount)
  return gateGroups(paths, groups, options).map((states) =>
    states.map((state) => (state === 'value' ? 'v' : '-')).join(''),
  )
}

test.each<[string, Part[], string[]]>([
  [
    'large groups are told',
    [
      [0, 1, 3, 20],
      [1, 1, 3, 20],
    ],
    ['vvv', 'vvv'],
  ],
  [
    'a small group hides, and the next smallest with it',
    [
      [0, 1, 3, 60],
      [1, 1, 3, 30],
      [2, 1, 3, 5],
    ],
    ['vvv', '---', '---'],
  ],
  [
    'ten sessions of one person are one person',
    [
      [0, 1, 3, 30],
      [1, 1, 3, 1, 10],
      [2, 1, 3, 20],
    ],
    ['vvv', '---', '---'],
  ],
  [
    'a day of few hides the group: two ranges would tell it',
    [
      [0, 1, 3, 40],
      [1, 1, 3, 20],
      [1, 2, 3, 2],
      [0, 2, 3, 30],
    ],
    ['---', '---'],
  ],
  [
    'few took a step: nobody is told how many did',
    [
      [0, 1, 3, 15],
      [0, 1, 2, 20],
      [1, 1, 2, 20],
      [1, 1, 3, 4],
    ],
    ['vv-', 'vv-'],
  ],
  [
    'few left before a step',
    [
      [0, 1, 3, 15],
      [0, 1, 1, 3],
      [1, 1, 3, 20],
    ],
    ['v--', 'v--'],
  ],
  [
    'nobody is no secret',
    [
      [0, 1, 1, 20],
      [1, 1, 1, 20],
    ],
    ['vvv', 'vvv'],
  ],
])('%s [PRV-02 T-05 T-06]', (_name, parts, expected) => {
  expect(gate(parts, expected.length)).toEqual(expected)
})

test('whatever is told, or is the difference to the total, is nobody or k people [T-05]', () => {
  const anyPart = fc.tuple(fc.nat(2), fc.nat(1), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 25 }))
  fc.assert(
    fc.property(fc.array(anyPart, { maxLength: 12 }), (parts) => {
      const { paths, groups } = build(parts, 3)
      const states = gateGroups(paths, groups, options)
      const isFine = (members: number[]) => members.length === 0 || members.length >= 10
      for (const day of [0, 1])
        for (const step of [0, 1, 2]) {
          const took = groups.map((members) =>
            [...members].filter((path) => paths.entry[path] === day * DAY && paths.reached[path]! > step),
          )
          for (const [i, members] of took.entries())
            if (states[i]![step] === 'value') expect(isFine(members)).toBe(true)
          // A total that is all there is may be small: it is no part of what a person is told by.
          if (states.some((own) => own[step] === 'value'))
            expect(isFine(took.flatMap((members, i) => (states[i]![step] === 'value' ? [] : members)))).toBe(true)
        }
    }),
  )
})
