import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { logOf, type TestEvent } from '../../../test/unit-log.ts'
import { foldStalls } from './fold-stalls.ts'

/** A step, the same on another node, progress, a step that is progress itself, nothing. */
const NAMES = 'sSp+.'
const rules = { masks: Int32Array.of(1, 1, 2, 3, 0), steps: 3, from: 0, to: 1000 }
const story = (letters: string, unit = 1, at = 0): TestEvent[] =>
  [...letters].map((letter, i) => ({ unit, time: at + i, place: NAMES.indexOf(letter), id: i }))
const fold = (events: readonly TestEvent[], over: Partial<typeof rules> = {}) => {
  const { length, left, reached, place } = foldStalls(logOf('session', events), { ...rules, ...over })
  return {
    units: length,
    left,
    stuck: [...reached.subarray(0, length)].map((steps) => steps - 1),
    at: [...place.subarray(0, length)].map((p) => NAMES[p]),
  }
}

describe('stuck is so many steps in a row without progress [KPI-06]', () => {
  test.each([
    ['three in a row', 'sss', 1, 's'],
    ['progress in between', 'ssps', 0, 's'],
    ['progress at the end does not undo it', 'sssp', 1, 's'],
    ['a step that is progress itself ends the row', 'ss+ss', 0, 's'],
    ['what is neither does not end it', 's.s.s', 1, 's'],
    ['the longest row decides where', 'spSSSp', 1, 'S'],
    ['of rows as long the first', 'sspSSp', 0, 's'],
    ['progress alone all the way', '+++', 0, '+'],
  ])('%s', (_name, letters, stuck, at) => {
    expect(fold(story(letters))).toEqual({ units: 1, left: 0, stuck: [stuck], at: [at] })
  })

  test('N can be set', () => {
    expect(fold(story('sssp'), { steps: 4 })).toMatchObject({ units: 0, left: 1 })
    expect(fold(story('sspsp'), { steps: 2 }).stuck).toEqual([1])
  })
})

test('units with fewer than N steps are left out and counted: they could not have been seen stuck [T-50]', () => {
  const events = [...story('ss', 1), ...story('ssss', 2), ...story('pp', 3), ...story('spss', 4)]
  // Counted with the short one, the rate would be a third instead of a half.
  expect(fold(events)).toEqual({ units: 2, left: 1, stuck: [1, 0], at: ['s', 's'] })
})

test('a unit belongs to its first step [T-54]', () => {
  const night = story('ssss', 1, 998)
  expect(fold(night)).toMatchObject({ units: 1 })
  expect(fold(night, { from: 1000, to: 2000 })).toMatchObject({ units: 0, left: 0 })
})

test('any order and duplication of the same events gives the same', () => {
  const anyStory = fc.array(
    fc.record({ unit: fc.integer({ min: 1, max: 3 }), time: fc.nat(20), place: fc.nat(4), id: fc.nat(9) }),
    { maxLength: 40 },
  )
  const sorted = (events: readonly TestEvent[]) => {
    const { units, left, stuck, at } = fold(events)
    return { units, left, rows: stuck.map((one, i) => `${one}${at[i]}`).sort() }
  }
  fc.assert(
    fc.property(
      anyStory.chain((events) =>
        fc.tuple(
          fc.constant(events),
          fc.shuffledSubarray(events, { minLength: events.length }),
          fc.shuffledSubarray(events),
        ),
      ),
      ([events, shuffled, repeated]) => {
        expect(sorted([...shuffled, ...repeated])).toEqual(sorted(events))
      },
    ),
  )
})
