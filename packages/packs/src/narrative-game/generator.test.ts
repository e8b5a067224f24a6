import fc from 'fast-check'
import { expect, test } from 'vitest'
import { evaluate, matching } from '../../test/evaluate.ts'
import { createSeededWorld, eventFaults, ruleTruths, within } from '../../test/seeded-world.ts'
import { events as specs } from './events.ts'
import { narrativeGame } from './index.ts'
import { metrics } from './metrics.ts'

const world = createSeededWorld(narrativeGame)
const { events, days, incident, generate } = world
const HOUR_MS = 3_600_000

test('the same seed makes the same events, another seed makes others', () => {
  expect(JSON.stringify(generate())).toBe(JSON.stringify(events))
  const ids = new Set(events.map(({ id }) => id))
  expect(ids.size).toBe(events.length)
  expect(generate({ seed: 'other', to: days.from + HOUR_MS }).some(({ id }) => ids.has(id))).toBe(false)
})

test('however time is cut, the pieces are slices of the whole', () => {
  const cut = fc.integer({ min: days.from, max: days.to })
  fc.assert(
    fc.property(cut, fc.integer({ min: 0, max: 6 * HOUR_MS }), (from, length) => {
      const range = { from, to: Math.min(days.to, from + length) }
      expect(JSON.stringify(generate(range))).toBe(JSON.stringify(within(range, events)))
    }),
    { numRuns: 10, seed: 7 },
  )
})

test('events rise in time, are of declared types with declared values, and every type comes up [EVT-08]', () => {
  const times = events.map(({ ts }) => ts)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  expect(events.flatMap((event) => [...eventFaults(specs, event)])).toEqual([])
  expect(new Set(events.map(({ type }) => type))).toEqual(new Set(specs.map(({ type }) => type)))
  expect(events.length / (2 * 86_400)).toBeLessThan(1)
})

test('every metric has a plausible value', () => {
  for (const [name, spec] of Object.entries(metrics)) {
    const value = evaluate(spec, events)
    expect(value, name).not.toBeNull()
    expect(value, name).not.toBe(0)
    if (spec.unit === 'percent') expect(value, name).toBeLessThanOrEqual(1)
  }
})

test('each default rule is true all through the middle of the incident, and never outside', () => {
  const middle = { from: incident.from, to: incident.from + 90 * 60_000 }
  for (const [name, { true: held, all }] of ruleTruths(world, middle)) expect(held, name).toBe(all)
  const outside = [
    { from: days.from, to: incident.from },
    { from: incident.to - HOUR_MS, to: days.to },
  ]
  for (const range of outside)
    for (const [name, { true: held, all }] of ruleTruths(world, range)) {
      expect(all).toBeGreaterThan(20)
      expect(held, name).toBe(0)
    }
})

test('variations are balanced, and the diet saves tokens and completes more adventures [EXP-03]', () => {
  const of = (variation: string) => events.filter(({ props }) => props.variation === variation)
  const exposed = (experiment: string, variation: string) =>
    new Set(
      matching(events, narrativeGame.experiments.experiments!.exposure)
        .filter(({ props }) => props.experiment === experiment && props.variation === variation)
        .map(({ actor }) => actor),
    ).size
  for (const [experiment, changed] of [
    ['token-diet', 'lean'],
    ['party-size', 'large'],
  ] as const) {
    const [a, b] = [exposed(experiment, 'control'), exposed(experiment, changed)]
    expect(a + b).toBeGreaterThan(200)
    // Four standard deviations of a fair coin.
    expect(Math.abs(a - b)).toBeLessThan(4 * Math.sqrt(a + b))
  }
  const lift = (metric: keyof typeof metrics) =>
    evaluate(metrics[metric], of('lean'))! / evaluate(metrics[metric], of('control'))!
  expect(lift('in_tokens')).toBeLessThan(0.92)
  expect(lift('completion_rate')).toBeGreaterThan(1.05)
})

test('a player in two experiments is exposed to both, and their turns count once [T-56]', () => {
  const exposures = matching(events, narrativeGame.experiments.experiments!.exposure)
  const seen = Map.groupBy(exposures, ({ session }) => session)
  for (const [, shown] of seen) expect(new Set(shown.map(({ props }) => props.experiment)).size).toBe(2)
  const attributed = new Set(events.filter(({ type }) => type === 'turn').map(({ props }) => props.experiment))
  expect(attributed).toEqual(new Set(['token-diet', undefined]))
  const turns = events.filter(({ type }) => type === 'turn')
  expect(new Set(turns.map(({ session, ts }) => `${session} ${ts}`)).size).toBe(turns.length)
})
