import { expect, test } from 'vitest'
import { eventsIn, incidentsNear } from './demo-world.ts'

const MINUTE = 60_000
const BIRTH = Date.UTC(2026, 0, 6, 12)
const ago = (minutes: number) => BIRTH - minutes * MINUTE
const after = (minutes: number) => BIRTH + minutes * MINUTE
const minutesOf = (from: number, to: number) =>
  incidentsNear(BIRTH, { from, to }).map((incident) => [
    (incident.from - BIRTH) / MINUTE,
    (incident.to - BIRTH) / MINUTE,
  ])

test.each([
  ['the first one begins soon after birth', after(0), after(10), [[2, 6]]],
  [
    'they come back',
    after(0),
    after(90),
    [
      [2, 6],
      [42, 46],
      [82, 86],
    ],
  ],
  ['one that began before the range counts', after(45), after(46), [[42, 46]]],
  ['nothing between them', after(20), after(30), []],
  ['long after birth they still come', after(40_000), after(40_030), [[40_002, 40_006]]],
  [
    'one a day before birth',
    ago(24 * 60),
    ago(0),
    [
      [-300, -280],
      [2, 6],
    ],
  ],
  ['a week before birth', ago(6 * 24 * 60 + 310), ago(6 * 24 * 60 + 270), [[-8940, -8920]]],
] as const)('%s', (_name, from, to, expected) => {
  expect(minutesOf(from, to)).toEqual(expected)
})

test('second by second the same happens as in one go', () => {
  const whole = [...eventsIn(BIRTH, { from: after(4), to: after(8) })]
  const seconds = Array.from({ length: 240 }, (_, n) => after(4) + n * 1000)
  const pieces = seconds.flatMap((from) => [...eventsIn(BIRTH, { from, to: from + 1000 })])
  expect(whole.length).toBeGreaterThan(100)
  expect(pieces).toEqual(whole)
})
