import type { Match, PackSpec, Stat } from '@tidemark/contracts'
import { valueKindOf } from '../experiment/value-kind.ts'
import type { EventEntry } from './catalog.ts'
import { statsOf } from './catalog-view.ts'
import { termProblems } from './metric-problems.ts'

type Events = ReadonlyMap<string, EventEntry>

function* matchProblems(at: string, matches: readonly Match[], events: Events): Generator<string> {
  if (matches.length === 0) yield `${at}: names no event`
  for (const { event, where } of matches) {
    const known = events.get(event)
    if (known === undefined) yield `${at}: event ${event} is not declared`
    for (const { dimension } of where)
      if (known !== undefined && !known.dimensions.includes(dimension))
        yield `${at}: ${event} has no dimension ${dimension}`
  }
}

function* dimensionProblems(
  at: string,
  dimensions: readonly string[],
  matches: readonly Match[],
  events: Events,
): Generator<string> {
  for (const dimension of dimensions)
    for (const { event } of matches)
      if (events.has(event) && !events.get(event)?.dimensions.includes(dimension))
        yield `${at}: ${event} has no dimension ${dimension}`
}

/** Names that are not declared, one line each. Pure. */
export function* unknownNames(at: string, what: string, names: readonly string[], known: object): Generator<string> {
  for (const name of names) if (!(name in known)) yield `${at}: there is no ${what} ${name}`
}

/** A metric that the pack does not have, or a statistic that the metric does not have. Pure. */
export function* readingProblems(
  at: string,
  pack: PackSpec,
  metric: string,
  stat: Stat | undefined,
): Generator<string> {
  yield* unknownNames(at, 'metric', [metric], pack.metrics)
  const spec = pack.metrics[metric]
  if (spec !== undefined && stat !== undefined && !statsOf({ spec }).includes(stat))
    yield `${at}: ${metric} has no statistic ${stat}`
}

function* sequenceProblems(pack: PackSpec, events: Events): Generator<string> {
  for (const [name, spec] of Object.entries(pack.funnels)) {
    const at = `${pack.name}: funnel ${name}`
    if (spec.steps.length < 2) yield `${at}: has fewer than two steps`
    if (!(spec.withinMs > 0)) yield `${at}: its window is not above 0`
    for (const { of } of spec.steps) yield* matchProblems(at, of, events)
    if (spec.exclude.length > 0) yield* matchProblems(at, spec.exclude, events)
    yield* dimensionProblems(at, spec.breakdowns, spec.steps[0]?.of ?? [], events)
  }
  for (const [name, spec] of Object.entries(pack.cohorts)) {
    const at = `${pack.name}: cohort ${name}`
    yield* matchProblems(at, spec.born, events)
    yield* matchProblems(at, spec.returned, events)
    yield* dimensionProblems(at, spec.by, spec.born, events)
  }
  for (const [name, spec] of Object.entries(pack.stalls)) {
    const at = `${pack.name}: stall ${name}`
    yield* matchProblems(at, spec.step, events)
    yield* matchProblems(at, spec.progress, events)
    if (!(spec.steps >= 1)) yield `${at}: steps is not at least 1`
    yield* dimensionProblems(at, spec.breakdowns, spec.step, events)
  }
}

function* objectiveProblems(pack: PackSpec, events: Events): Generator<string> {
  for (const [name, { sli, objective }] of Object.entries(pack.slos)) {
    const at = `${pack.name}: slo ${name}`
    if (!(objective > 0 && objective < 1)) yield `${at}: an objective lies between 0 and 1`
    yield* termProblems(at, sli.kind === 'ratio' ? [...sli.good, ...sli.total] : sli.of, events)
    if (sli.kind === 'latency' && sli.of.some((term) => term.measure === null)) yield `${at}: names no measure`
  }
  for (const [name, { metric, stat }] of Object.entries(pack.subsystems))
    yield* readingProblems(`${pack.name}: subsystem ${name}`, pack, metric, stat)
}

function* experimentProblems(pack: PackSpec, events: Events): Generator<string> {
  for (const [name, spec] of Object.entries(pack.experiments)) {
    const at = `${pack.name}: experiment ${name}`
    yield* matchProblems(at, spec.exposure, events)
    yield* dimensionProblems(at, [spec.experiment, spec.variation], spec.exposure, events)
    const metrics = [...spec.primary, ...spec.secondary]
    yield* unknownNames(at, 'metric', metrics, pack.metrics)
    for (const metric of metrics) {
      const known = pack.metrics[metric]
      if (known !== undefined && valueKindOf(known, spec.unit) === null)
        yield `${at}: ${metric} has no value per ${spec.unit} that could be compared`
    }
    for (const { event } of spec.exposure)
      for (const measure of spec.overlays)
        if (events.has(event) && !events.get(event)?.measures.includes(measure))
          yield `${at}: ${event} has no measure ${measure}`
  }
}

function* steeringProblems(pack: PackSpec): Generator<string> {
  for (const [name, { metric, stat, thresholds }] of Object.entries(pack.kpis)) {
    const at = `${pack.name}: kpi ${name}`
    const levers = thresholds.flatMap((threshold) => threshold.levers)
    yield* readingProblems(at, pack, metric, stat)
    yield* unknownNames(at, 'lever', levers, pack.levers)
  }
  for (const [name, { metric, stat, levers }] of Object.entries(pack.rules)) {
    const at = `${pack.name}: rule ${name}`
    yield* readingProblems(at, pack, metric, stat)
    yield* unknownNames(at, 'lever', levers, pack.levers)
  }
}

/** What is wrong with everything of a pack that is built on its events and metrics, one line each. Pure. */
export function* answerProblems(pack: PackSpec, events: Events): Generator<string> {
  yield* sequenceProblems(pack, events)
  yield* objectiveProblems(pack, events)
  yield* experimentProblems(pack, events)
  yield* steeringProblems(pack)
}
