import {
  type EventSpec,
  type GeneratorRequest,
  incidentIn,
  type PackSpec,
  type SeededEvent,
  type TimeRange,
} from '@tidemark/contracts'
import { evaluate, isBeyond } from './evaluate.ts'

const DAY_MS = 86_400_000
/** A Tuesday. */
const FROM = Date.UTC(2026, 0, 6)

/** Two made-up days of a pack with the usual incident. */
export function createSeededWorld(pack: PackSpec) {
  const generator = pack.generator!
  const days: TimeRange = { from: FROM, to: FROM + 2 * DAY_MS }
  const incident = incidentIn(generator, days)
  const generate = (request: Partial<GeneratorRequest> = {}): SeededEvent[] => [
    ...generator.generate({ seed: 'test', ...days, incidents: [incident], ...request }),
  ]
  return { pack, days, incident, generate, events: generate() }
}
export type SeededWorld = ReturnType<typeof createSeededWorld>

export const within = ({ from, to }: TimeRange, events: readonly SeededEvent[]): SeededEvent[] =>
  events.filter(({ ts }) => from <= ts && ts < to)

/** Why an event would not get through the door, one line each. */
export function* eventFaults(specs: readonly EventSpec[], { type, props }: SeededEvent): Generator<string> {
  const spec = specs.find((one) => one.type === type)
  if (spec === undefined) return yield `${type} is not declared`
  const fields = { ...spec.dimensions, ...spec.measures }
  for (const name of Object.keys(props)) if (!(name in fields)) yield `${type}.${name} is not declared`
  for (const [name, field] of Object.entries(fields)) {
    const value = props[name]
    if (value === undefined) {
      if (!field.optional) yield `${type}.${name} is missing`
    } else if (field.kind === 'measure') {
      const fits = typeof value === 'number' && value >= field.min && value <= field.max
      if (!fits || (field.integer && !Number.isInteger(value))) yield `${type}.${name} is ${value}`
    } else if (String(value).length > field.maxLength || !(field.values?.includes(String(value)) ?? true))
      yield `${type}.${name} is ${value}`
  }
}

/** For each default rule, in how many of the windows that end every ten minutes in a range its condition is true. */
export function ruleTruths(world: SeededWorld, { from, to }: TimeRange): Map<string, { true: number; all: number }> {
  const truths = new Map<string, { true: number; all: number }>()
  for (const [name, { metric, stat, condition, windowMs }] of Object.entries(world.pack.rules)) {
    const spec = world.pack.metrics[metric]!
    const tally = { true: 0, all: 0 }
    for (let end = from + windowMs; end <= to; end += 600_000) {
      tally.all++
      const seen = within({ from: end - windowMs, to: end }, world.events)
      if (isBeyond(evaluate(spec, seen, stat), condition)) tally.true++
    }
    truths.set(name, tally)
  }
  return truths
}
