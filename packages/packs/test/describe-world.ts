import {
  incidentIn,
  isMetricWidget,
  type MetricSpec,
  type PackSpec,
  type SeededEvent,
  type TimeRange,
  termsOf,
} from '@tidemark/contracts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluate, isBeyond } from './evaluate.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** A Tuesday. */
const FROM = Date.UTC(2026, 0, 6)
const day: TimeRange = { from: FROM, to: FROM + 24 * HOUR_MS }

/** A day of the pack's made-up world with its incident at noon. */
export function makeDay(pack: PackSpec, seed = 'test'): { events: SeededEvent[]; incident: TimeRange } {
  const generator = pack.generator!
  const incident = incidentIn(generator, day)
  return { events: [...generator.generate({ seed, ...day, incidents: [incident] })], incident }
}

function indexOf(events: readonly SeededEvent[], ts: number): number {
  let [low, high] = [0, events.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (events[middle]!.ts < ts) low = middle + 1
    else high = middle
  }
  return low
}

/** The events with `from <= ts < to`; they rise in time. */
const between = (events: readonly SeededEvent[], from: number, to: number): readonly SeededEvent[] =>
  events.slice(indexOf(events, from), indexOf(events, to))

/** Whether a rule's condition holds over the window that ends at `at`. */
function conditionHolds(pack: PackSpec, name: string, events: readonly SeededEvent[], at: number): boolean {
  const { metric, stat, windowMs, condition } = pack.rules[name]!
  return isBeyond(evaluate(pack.metrics[metric]!, between(events, at - windowMs, at), stat), condition)
}

/** How long a condition holds at a stretch at most, looked at every minute. */
function longestHold(pack: PackSpec, name: string, { events, incident }: ReturnType<typeof makeDay>): number {
  let [longest, since] = [0, 0]
  for (let at = incident.from; at <= incident.to; at += MINUTE_MS) {
    if (!conditionHolds(pack, name, events, at)) since = 0
    else since ||= at
    if (since > 0) longest = Math.max(longest, at - since)
  }
  return longest
}

/** What a day of the world tells: each metric over all of it, each breakdown of a board over what carries the dimension. */
function emptyAnswers(pack: PackSpec, events: readonly SeededEvent[]): string[] {
  const empty = Object.entries(pack.metrics).filter(([, spec]) => evaluate(spec, events) === null)
  const widgets = Object.values(pack.dashboards)
    .flatMap(({ rows }) => rows.flat())
    .filter(isMetricWidget)
  const unbroken = widgets.filter(({ metric, breakdown }) => {
    const types = new Set(termsOf(pack.metrics[metric] as MetricSpec).map(({ event }) => event))
    return (
      breakdown !== undefined && !events.some(({ type, props }) => types.has(type) && props[breakdown] !== undefined)
    )
  })
  return [...empty.map(([name]) => name), ...unbroken.map(({ title }) => title)]
}

/** The tests that every made-up world passes. */
export function describeWorld(pack: PackSpec): void {
  const world = makeDay(pack)
  const { events, incident } = world
  const again = (range: TimeRange, seed = 'test') => [
    ...pack.generator!.generate({ seed, ...range, incidents: [incident] }),
  ]

  describe('the made-up world', () => {
    test('is the same for the same seed, rises in time, and its ids are UUIDv7s of their time', () => {
      const hour = { from: incident.from - HOUR_MS / 2, to: incident.from + HOUR_MS / 2 }
      const ids = new Set(events.map(({ id }) => id))
      expect(ids.size).toBe(events.length)
      expect(again(hour, 'other').some(({ id }) => ids.has(id))).toBe(false)
      const times = events.map(({ ts }) => ts)
      expect(times.every((ts, n) => n === 0 || ts >= times[n - 1]!)).toBe(true)
      expect(events.every(({ id, ts }) => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) === ts)).toBe(true)
    })

    test('is cut into slices that are slices of the whole', () => {
      const cut = fc.integer({ min: incident.from - HOUR_MS, max: incident.from + HOUR_MS })
      fc.assert(
        fc.property(cut, cut, (a, b) => {
          const [from, to] = [Math.min(a, b), Math.max(a, b)]
          expect(JSON.stringify(again({ from, to }))).toBe(JSON.stringify(between(events, from, to)))
        }),
        { numRuns: 4, seed: 7 },
      )
    })

    test('tells about one event a second at most, and every type of the pack', () => {
      expect(events.length).toBeLessThan(86_400)
      expect(new Set(events.map(({ type }) => type))).toEqual(new Set(pack.events.map(({ type }) => type)))
    })

    test('fills every metric and every breakdown of a board', () => expect(emptyAnswers(pack, events)).toEqual([]))

    test.each(Object.keys(pack.rules))('makes %s true in its incident for long enough, and never outside', (name) => {
      const rule = pack.rules[name]!
      expect(longestHold(pack, name, world)).toBeGreaterThanOrEqual(rule.forMs)
      const wrong: number[] = []
      for (let at = day.from + rule.windowMs; at <= day.to; at += 3 * MINUTE_MS)
        if ((at <= incident.from || at >= incident.to) && conditionHolds(pack, name, events, at)) wrong.push(at)
      expect(wrong).toEqual([])
    })
  })
}
