import { packs } from '@tidemark/packs'
import { describe, expect, test } from 'vitest'
import { createWorld, incidentsNear } from './demo-world.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const BIRTH = Date.UTC(2026, 0, 6, 12)
const ago = (minutes: number) => BIRTH - minutes * MINUTE
const after = (minutes: number) => BIRTH + minutes * MINUTE
const minutesOf = (from: number, to: number) =>
  incidentsNear(BIRTH, { from, to }, { lastsMs: 20 * MINUTE, marginMs: 5 * MINUTE }).map((incident) => [
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

describe('the world of all packs', () => {
  const generators = packs.flatMap(({ generator }) => generator ?? [])
  const world = createWorld(BIRTH, generators)

  test('piece by piece the same happens as in one go, by rising time', () => {
    const whole = [...world.eventsIn({ from: after(4), to: after(6) })]
    const pieces = Array.from({ length: 8 }, (_, n) => after(4) + n * 15_000).flatMap((from) => [
      ...world.eventsIn({ from, to: from + 15_000 }),
    ])
    expect(whole.length).toBeGreaterThan(200)
    const name = ({ ts, id }: (typeof whole)[number]) => `${ts} ${id}`
    expect(pieces.map(name).sort()).toEqual(whole.map(name).sort())
    const times = whole.map(({ ts }) => ts)
    expect(times).toEqual(times.toSorted())
  })

  test('every pack is told of, and history is two days to a week', () => {
    const types = new Set([...world.eventsIn({ from: ago(60), to: BIRTH })].map(({ type }) => type))
    const silent = packs.filter(({ generator, events }) => generator && !events.some(({ type }) => types.has(type)))
    expect(silent).toEqual([])
    expect(world.begins).toBe(BIRTH - 7 * DAY)
    for (const generator of generators) {
      const { begins } = createWorld(BIRTH, [generator])
      expect(BIRTH - begins).toBeGreaterThanOrEqual(2 * DAY)
      expect([...createWorld(BIRTH, [generator]).eventsIn({ from: begins - DAY, to: begins })]).toEqual([])
    }
  })
})
