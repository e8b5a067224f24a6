import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { logOf, type TestEvent } from '../../../test/unit-log.ts'
import { type FunnelRules, foldPaths } from './fold-paths.ts'
import { joinPaths } from './paths.ts'

const WITHIN = 100
/** Masks of the places a test names: A, B and C are the steps, AB may be either of two, X is excluded, O is nothing. */
const MASKS = { O: 0, A: 1, B: 2, C: 4, AB: 3, BC: 6, X: 8, BX: 10 }
type Name = keyof typeof MASKS
const NAMES = Object.keys(MASKS) as Name[]
const rules: FunnelRules = {
  steps: 3,
  masks: Int32Array.from(Object.values(MASKS)),
  withinMs: WITHIN,
  from: 0,
  to: 1_000,
}

const event = (name: Name, time: number, more: Partial<TestEvent> = {}): TestEvent => ({
  unit: 1,
  time,
  place: NAMES.indexOf(name),
  id: time,
  ...more,
})
function pathsOf(events: readonly TestEvent[], over: Partial<FunnelRules> = {}, unit: 'actor' | 'session' = 'actor') {
  const paths = foldPaths(logOf(unit, events), { ...rules, ...over })
  return Array.from({ length: paths.length }, (_, i) => ({
    entry: paths.entry[i]!,
    reached: paths.reached[i]!,
    took: [...paths.took.subarray(i * paths.steps + 1, i * paths.steps + paths.reached[i]!)],
    excluded: paths.excluded[i] === 1,
  }))
}

describe('twelve sequences [T-51 FUN-01]', () => {
  const cases: { name: string; events: TestEvent[]; reached: number; entry?: number; over?: Partial<FunnelRules> }[] = [
    { name: 'in order', events: [event('A', 1), event('B', 2), event('C', 3)], reached: 3 },
    { name: 'never began', events: [event('B', 1), event('C', 2)], reached: 0 },
    {
      name: 'out of order: a step before its turn does not count',
      events: [event('B', 1), event('A', 2), event('C', 3)],
      reached: 1,
    },
    {
      name: 'a step before its turn, and again after it',
      events: [event('B', 1), event('A', 2), event('B', 3)],
      reached: 2,
    },
    {
      name: 'repeated steps do not set it back',
      events: [event('A', 1), event('A', 2), event('B', 3), event('A', 4), event('C', 5)],
      reached: 3,
      entry: 1,
    },
    {
      name: 're-entry opens no second window',
      events: [event('A', 1), event('A', 90), event('B', 150)],
      reached: 1,
      entry: 1,
    },
    { name: 'the end of the window is inside', events: [event('A', 1), event('B', 1 + WITHIN)], reached: 2 },
    { name: 'past the window', events: [event('A', 1), event('B', 2), event('C', 2 + WITHIN)], reached: 2 },
    { name: 'an event that may be two steps is one', events: [event('AB', 1), event('C', 2)], reached: 1 },
    { name: 'and may be the other one next time', events: [event('AB', 1), event('AB', 2), event('C', 3)], reached: 3 },
    { name: 'an exclusion ends it', events: [event('A', 1), event('X', 2), event('B', 3)], reached: 1 },
    {
      name: 'an exclusion before the entry does not',
      events: [event('X', 0), event('A', 1), event('B', 2)],
      reached: 2,
    },
    { name: 'an excluded event is no step', events: [event('A', 1), event('BX', 2), event('B', 3)], reached: 1 },
    {
      name: 'of one time the lower id comes first',
      events: [event('B', 5, { id: 1 }), event('A', 5, { id: 2 })],
      reached: 1,
    },
    {
      name: 'of one time the lower id comes first, the other way round',
      events: [event('A', 5, { id: 1 }), event('B', 5, { id: 2 })],
      reached: 2,
    },
    {
      name: 'of one time the session decides before the id',
      events: [event('A', 5, { other: 1, id: 9 }), event('B', 5, { other: 2, id: 3 })],
      reached: 2,
    },
    {
      name: 'entered before the range: it belongs there',
      events: [event('A', -5), event('A', 1), event('B', 2)],
      reached: 0,
    },
    {
      name: 'a step may lie after the range, the entry not',
      events: [event('A', 9), event('B', 12)],
      reached: 2,
      over: { to: 10 },
    },
    { name: 'began after the range', events: [event('A', 10), event('B', 12)], reached: 0, over: { to: 10 } },
  ]
  test.each(cases)('$name', ({ events, reached, entry, over }) => {
    const [path, ...more] = pathsOf(events, over)
    expect(more).toEqual([])
    expect(path?.reached ?? 0).toBe(reached)
    if (entry !== undefined) expect(path?.entry).toBe(entry)
  })

  test('the same step twice takes two events', () => {
    const twice = { steps: 2, masks: Int32Array.from(NAMES, (name) => (name === 'A' ? 3 : 0)) }
    expect(pathsOf([event('A', 1)], twice)[0]?.reached).toBe(1)
    expect(pathsOf([event('A', 1), event('A', 1)], twice)[0]?.reached).toBe(1)
    expect(pathsOf([event('A', 1), event('A', 2)], twice)[0]?.reached).toBe(2)
  })

  test('a session that spans midnight belongs to its start [T-54]', () => {
    const night = [event('A', 990), event('B', 995), event('A', 1_005), event('C', 1_010)]
    expect(pathsOf(night, {}, 'session')).toEqual([{ entry: 990, reached: 3, took: [5, 15], excluded: false }])
    expect(pathsOf(night, { from: 1_000, to: 2_000 }, 'session')).toEqual([])
  })
})

test('what is bought on day 2 belongs to the day of the entry, so that no day converts more than began [T-52]', () => {
  const day = (n: number) => ({ from: n * 100, to: n * 100 + 100 })
  const events = [event('A', 50), event('B', 120), event('A', 130, { unit: 2 }), event('B', 131, { unit: 3 })]
  expect(pathsOf(events, day(0)).map(({ reached }) => reached)).toEqual([2])
  expect(pathsOf(events, day(1)).map(({ reached }) => reached)).toEqual([1])
})

test('says how long each step took, and what an exclusion ended', () => {
  expect(pathsOf([event('A', 10), event('B', 15), event('X', 16), event('C', 17)])).toEqual([
    { entry: 10, reached: 2, took: [5], excluded: true },
  ])
})

const anyEvents = fc.array(
  fc.record({
    unit: fc.integer({ min: 1, max: 3 }),
    time: fc.integer({ min: -20, max: 300 }),
    place: fc.nat(NAMES.length - 1),
    other: fc.nat(2),
    id: fc.nat(5),
  }),
  { maxLength: 40 },
)

/** Tries every way to choose events for the steps of one unit: what the fold must equal. */
function deepest(events: readonly TestEvent[]): number | null {
  const maskOf = (one: TestEvent) => rules.masks[one.place]!
  const entry = events.findIndex((one) => (maskOf(one) & 1) !== 0)
  if (entry < 0 || events[entry]!.time < rules.from || events[entry]!.time >= rules.to) return null
  const after = events.slice(entry + 1).filter((one) => one.time <= events[entry]!.time + WITHIN)
  const end = after.findIndex((one) => (maskOf(one) & 8) !== 0)
  const usable = end < 0 ? after : after.slice(0, end)
  const go = (at: number, step: number): number => {
    if (step === rules.steps || at === usable.length) return step
    const skipped = go(at + 1, step)
    return (maskOf(usable[at]!) & (1 << step)) === 0 ? skipped : Math.max(skipped, go(at + 1, step + 1))
  }
  return go(0, 1)
}
const key = ({ unit, time, other = 0, id, place }: TestEvent) => [unit, time, other, id, place]
const inOrder = (a: TestEvent, b: TestEvent) => {
  const [left, right] = [key(a), key(b)]
  const at = left.findIndex((value, i) => value !== right[i])
  return at < 0 ? 0 : left[at]! - right[at]!
}
const sorted = (paths: ReturnType<typeof pathsOf>) => paths.map((path) => JSON.stringify(path)).sort()

describe('for any events', () => {
  test('a path is as long as the best choice of events makes it', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const unique = [...new Map(events.map((one) => [key(one).join(), one])).values()].sort(inOrder)
        const expected = [1, 2, 3].flatMap((unit) => deepest(unique.filter((one) => one.unit === unit)) ?? [])
        const found = pathsOf(events).map(({ reached }) => reached)
        // An exclusion that ends the walk ends every choice; one after the last step is not looked at.
        expect(found.sort()).toEqual(expected.sort())
      }),
    )
  })

  test('order, duplication and sharding change nothing [T-51]', () => {
    const anyTraffic = anyEvents.chain((events) =>
      fc.tuple(
        fc.constant(events),
        fc.shuffledSubarray(events, { minLength: events.length }),
        fc.shuffledSubarray(events),
      ),
    )
    fc.assert(
      fc.property(anyTraffic, ([events, shuffled, repeated]) => {
        const once = sorted(pathsOf(events))
        expect(sorted(pathsOf([...shuffled, ...repeated]))).toEqual(once)
        const shards = [1, 2, 3].map((unit) =>
          foldPaths(
            logOf(
              'actor',
              events.filter((one) => one.unit === unit),
            ),
            rules,
          ),
        )
        const joined = joinPaths(shards, rules.steps)
        expect([...joined.reached.subarray(0, joined.length)].sort()).toEqual(
          once.map((path) => JSON.parse(path).reached).sort(),
        )
      }),
    )
  })

  test('fewer reach each further step', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const paths = pathsOf(events)
        const counts = [1, 2, 3].map((step) => paths.filter(({ reached }) => reached >= step).length)
        expect(counts).toEqual([...counts].sort((a, b) => b - a))
      }),
    )
  })
})
