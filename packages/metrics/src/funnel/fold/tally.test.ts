import fc from 'fast-check'
import { expect, test } from 'vitest'
import { logOf, type TestEvent } from '../../../test/unit-log.ts'
import { foldPaths } from './fold-paths.ts'
import { splitPaths } from './split-paths.ts'
import { tallyPaths } from './tally.ts'

/** Places: 0 and 1 may be step 1 (of keys a and b), 2 is step 2. */
const RULES = { steps: 2, masks: Int32Array.of(1, 1, 2), withinMs: 100, from: 0, to: 1000 }
const KEYS = [['a'], ['b'], ['']]
const all = (length: number) => Int32Array.from({ length }, (_, i) => i)
const pathsOf = (events: readonly TestEvent[]) => foldPaths(logOf('actor', events), RULES)

/** Unit i enters at time i; each of the first `converted` takes step 2 after i ms. */
const story = (entered: number, converted: number): TestEvent[] =>
  Array.from({ length: entered }, (_, i): TestEvent[] => [
    { unit: i + 1, time: i, place: i % 4 === 0 ? 1 : 0 },
    ...(i < converted ? [{ unit: i + 1, time: i + i, place: 2, id: 1 }] : []),
  ]).flat()

test('counts, times by nearest rank, and what is still open', () => {
  const paths = pathsOf(story(10, 4))
  expect(tallyPaths(paths, all(10), { withinMs: 100, dataTime: 107 })).toEqual({
    n: [10, 4],
    estimate: [10, 4],
    standardError: [0, 0],
    excluded: [0, 0],
    medianMs: [null, 1],
    p95Ms: [null, 3],
    open: 3,
    entered: [],
    converted: [],
  })
})

test('nobody began: no times, nothing counted [T-15 FUN-05]', () => {
  const tally = tallyPaths(pathsOf([]), all(0), { withinMs: 100, dataTime: 0 })
  expect(tally).toMatchObject({ n: [0, 0], medianMs: [null, null], open: 0 })
})

test('the trend belongs to the entry: what is converted in the next bucket counts in the first [T-52]', () => {
  const paths = pathsOf([
    { unit: 1, time: 9, place: 0 },
    { unit: 1, time: 12, place: 2 },
    { unit: 2, time: 15, place: 0 },
  ])
  const buckets = { count: 2, indexOf: (entry: number) => Math.floor(entry / 10) }
  const tally = tallyPaths(paths, all(2), { withinMs: 100, dataTime: 1000, buckets })
  expect([tally.entered, tally.converted]).toEqual([
    [1, 1],
    [1, 0],
  ])
})

test('groups add up to the whole, whatever is shown of them [FUN-01]', () => {
  const anyStory = fc.array(
    fc.record({ unit: fc.integer({ min: 1, max: 9 }), time: fc.nat(300), place: fc.nat(2), id: fc.nat(9) }),
    { maxLength: 60 },
  )
  fc.assert(
    fc.property(anyStory, fc.integer({ min: 0, max: 3 }), (events, limit) => {
      const paths = pathsOf(events)
      const options = { withinMs: 100, dataTime: 250 }
      const whole = tallyPaths(paths, all(paths.length), options)
      const parts = splitPaths(paths, KEYS, limit).map(({ members }) => tallyPaths(paths, members, options))
      expect(parts.length).toBeLessThanOrEqual(limit + 1)
      for (const step of [0, 1]) expect(parts.reduce((sum, part) => sum + part.n[step]!, 0)).toBe(whole.n[step])
      expect(parts.reduce((sum, part) => sum + part.open, 0)).toBe(whole.open)
    }),
  )
})

test('the largest groups stand alone', () => {
  expect(
    splitPaths(pathsOf(story(8, 0)), KEYS, 1).map(({ key, role, members }) => [key, role, members.length]),
  ).toEqual([
    [['a'], 'group', 6],
    [[null], 'other', 2],
  ])
})
