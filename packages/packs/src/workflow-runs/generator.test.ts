import { defineGenerator, type GeneratorRequest, incidentIn, type TimeRange } from '@tidemark/contracts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { events, runStarted } from './events.ts'
import { generator } from './generator.ts'
import type { RunEvent } from './make-run.ts'
import { WORKFLOWS } from './workflows.ts'

const HOUR_MS = 3_600_000
/** A Tuesday. */
const FROM = Date.UTC(2026, 0, 6)
const day: TimeRange = { from: FROM, to: FROM + 24 * HOUR_MS }
const incident = incidentIn(generator, day)

const generate = (request: Partial<GeneratorRequest> = {}): RunEvent[] => [
  ...generator.generate({ seed: 'test', ...day, incidents: [incident], ...request }),
]
const whole = generate()
/** The incident and what is around it: as much as need be compared event by event. */
const busy: TimeRange = { from: incident.from - HOUR_MS, to: incident.to + HOUR_MS }

const within = ({ from, to }: TimeRange, made: readonly RunEvent[] = whole) =>
  made.filter(({ ts }) => from <= ts && ts < to)

/** Nearest-rank p95 of the durations and error percent of finished runs. */
function level(made: readonly RunEvent[]) {
  const finished = made.filter((event) => event.type === 'run_succeeded' || event.type === 'run_failed')
  const durations = finished.map(({ props }) => props.duration).sort((a, b) => a - b)
  const failed = finished.filter(({ type }) => type === 'run_failed').length
  const errorPct = (100 * failed) / finished.length
  // Targets of 99 % and a budget of 1 %: the budget is used up at 2 % errors.
  const violates = errorPct >= 2 || (durations[Math.ceil(0.95 * durations.length) - 1] as number) > 5_000
  return { runs: finished.length, errorPct, violates }
}

const hours = Array.from({ length: 24 }, (_, n) => ({ from: FROM + n * HOUR_MS, to: FROM + (n + 1) * HOUR_MS }))

test('the same seed makes the same events, another seed makes others', () => {
  expect(JSON.stringify(generate(busy))).toBe(JSON.stringify(within(busy)))
  const ids = new Set(whole.map(({ id }) => id))
  expect(ids.size).toBe(whole.length)
  expect(generate({ ...busy, seed: 'other' }).some(({ id }) => ids.has(id))).toBe(false)
})

test('however time is cut, the pieces are slices of the whole', () => {
  const cut = fc.integer({ min: busy.from, max: busy.to })
  fc.assert(
    fc.property(cut, cut, (a, b) => {
      const range = { from: Math.min(a, b), to: Math.max(a, b) }
      expect(JSON.stringify(generate(range))).toBe(JSON.stringify(within(range)))
    }),
    { numRuns: 20, seed: 7 },
  )
})

test('events rise in time, and an id is a UUIDv7 of its own time', () => {
  const times = whole.map(({ ts }) => ts)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  expect(whole.map(({ id }) => Number.parseInt(id.replace('-', '').slice(0, 12), 16))).toEqual(times)
})

test('every event type comes up, every workflow runs, and values are plausible', () => {
  expect(new Set(whole.map(({ type }) => type))).toEqual(new Set(events.map(({ type }) => type)))
  const workflows = new Set(whole.map(({ props }) => props.workflow))
  expect(workflows).toEqual(new Set(WORKFLOWS.map(({ name }) => name)))
  const finished = whole.filter((event) => event.type === 'run_succeeded')
  const durations = finished.map(({ props }) => props.duration)
  expect(Math.min(...durations)).toBeGreaterThan(0)
  expect(Math.max(...durations)).toBeLessThan(60_000)
  const started = whole.filter(({ type }) => type === 'run_started').length
  expect(finished.length / started).toBeGreaterThan(0.97)
  const average = WORKFLOWS.reduce((sum, { perMinute }) => sum + perMinute, 0) * 24 * 60
  expect(started / average).toBeGreaterThan(0.9)
  expect(started / average).toBeLessThan(1.2)
})

test('afternoons are busier than nights, and weekdays than weekends', () => {
  const runsIn = (range: TimeRange, workflow: string) =>
    generate({ ...range, incidents: [] }).filter(
      ({ type, props }) => type === 'run_started' && props.workflow === workflow,
    ).length
  const afternoon = { from: FROM + 12 * HOUR_MS, to: FROM + 18 * HOUR_MS }
  const night = { from: FROM, to: FROM + 6 * HOUR_MS }
  const saturday = { from: FROM + 108 * HOUR_MS, to: FROM + 114 * HOUR_MS }
  expect(runsIn(afternoon, 'expense-report')).toBeGreaterThan(1.5 * runsIn(night, 'expense-report'))
  expect(runsIn(afternoon, 'expense-report')).toBeGreaterThan(1.3 * runsIn(saturday, 'expense-report'))
  expect(runsIn(afternoon, 'nightly-report')).toBeLessThan(0.6 * runsIn(night, 'nightly-report'))
})

test('the incident violates the default targets, for its workflow and for the project', () => {
  const bad = within(incident)
  expect(level(bad)).toMatchObject({ violates: true })
  const hit = level(bad.filter(({ props }) => props.workflow === 'invoice-approval'))
  expect(hit).toMatchObject({ violates: true })
  expect(hit.errorPct).toBeGreaterThan(20)
  expect(level(bad.filter(({ props }) => props.workflow !== 'invoice-approval'))).toMatchObject({ violates: false })
})

test('outside the incident no hour violates the targets, right before and after it neither', () => {
  const around = [
    { from: incident.from - HOUR_MS, to: incident.from },
    { from: incident.to, to: incident.to + HOUR_MS },
  ]
  const clean = [...around, ...hours.filter(({ from, to }) => to <= incident.from || incident.to <= from)]
  expect(clean.length).toBeGreaterThan(23)
  for (const range of clean) {
    const good = within(range)
    expect(level(good)).toMatchObject({ violates: false })
    expect(level(good.filter(({ props }) => props.workflow === 'invoice-approval'))).toMatchObject({ violates: false })
  }
})

test('a misspelt type or prop does not compile', () => {
  const id = '0'
  const quiet = { title: '', startsAt: 0, lastsMs: 0 }
  const declared = [
    defineGenerator([runStarted], {
      incident: quiet,
      *generate({ from: ts }) {
        yield { id, ts, type: 'run_started', props: { workflow: 'a' } }
      },
    }),
    defineGenerator([runStarted], {
      incident: quiet,
      // @ts-expect-error workflw is no prop of run_started
      *generate({ from: ts }) {
        yield { id, ts, type: 'run_started', props: { workflw: 'a' } }
      },
    }),
    defineGenerator([runStarted], {
      incident: quiet,
      // @ts-expect-error there is no such type
      *generate({ from: ts }) {
        yield { id, ts, type: 'run_stated', props: { workflow: 'a' } }
      },
    }),
  ]
  expect(declared).toHaveLength(3)
})
