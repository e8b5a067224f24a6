import { createHash } from 'node:crypto'
import { type EventSpec, type MetricSpec, type PackSpec, termsOf } from '@tidemark/contracts'
import { answerProblems } from './answer-problems.ts'
import { boardProblems } from './board-problems.ts'
import type { Catalog, Declared, EventEntry, MetricEntry } from './catalog.ts'
import { eventProblems } from './event-problems.ts'
import { metricProblems } from './metric-problems.ts'
import { PACK_NAME } from './names.ts'
import { countedBy, storedSpecsOf, streamsOf } from './streams.ts'

/** The declarations contradict themselves; `problems` says where, one line each. */
export class CatalogError extends Error {
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(`The packs cannot be used:\n${problems.map((line) => `  - ${line}`).join('\n')}`)
    this.name = 'CatalogError'
    this.problems = problems
  }
}

const cohortEvents = (packs: readonly PackSpec[]): Set<string> =>
  new Set(
    packs
      .flatMap((pack) => Object.values(pack.cohorts))
      .flatMap(({ born, returned }) => [...born, ...returned])
      .map(({ event }) => event),
  )

function toEntry(pack: PackSpec, spec: EventSpec, packs: readonly PackSpec[], unitDays: boolean): EventEntry {
  const dimensions = Object.keys(spec.dimensions)
  return {
    type: spec.type,
    pack: pack.name,
    spec,
    dimensions,
    kept: dimensions.filter((name) => spec.dimensions[name]?.kept),
    measures: Object.keys(spec.measures),
    streams: streamsOf(spec, packs),
    counted: countedBy(spec),
    unitDays,
  }
}

function* duplicates(what: string, names: readonly string[]): Generator<string> {
  const seen = new Set<string>()
  for (const name of names) {
    if (seen.has(name)) yield `${what} ${name} is declared twice`
    seen.add(name)
  }
}

/** A metric as questions are asked of it. Pure. */
export function toMetric(
  pack: Pick<PackSpec, 'name'>,
  name: string,
  spec: MetricSpec,
  events: ReadonlyMap<string, EventEntry>,
): MetricEntry {
  const own = [...new Set(termsOf(spec).map((term) => term.event))]
  const kept = own.map((type) => events.get(type)?.kept ?? [])
  const [first = [], ...rest] = kept
  const dimensions = first.filter((dimension) => rest.every((other) => other.includes(dimension)))
  return { id: `${pack.name}.${name}`, pack: pack.name, spec, events: own, dimensions, stored: storedSpecsOf(spec) }
}

const declared = <T>(packs: readonly PackSpec[], of: (pack: PackSpec) => Readonly<Record<string, T>>) =>
  new Map(
    packs.flatMap((pack) =>
      Object.entries(of(pack)).map(([name, spec]): [string, Declared<T>] => {
        const id = `${pack.name}.${name}`
        return [id, { id, pack: pack.name, spec }]
      }),
    ),
  )

function* problemsOf(
  packs: readonly PackSpec[],
  events: ReadonlyMap<string, EventEntry>,
  metrics: ReadonlyMap<string, MetricEntry>,
): Generator<string> {
  yield* duplicates(
    'pack',
    packs.map((pack) => pack.name),
  )
  yield* duplicates(
    'event',
    packs.flatMap((pack) => pack.events.map((event) => event.type)),
  )
  for (const { name } of packs) if (!PACK_NAME.test(name)) yield `pack name ${name} is not usable`
  for (const pack of packs) for (const event of pack.events) yield* eventProblems(pack, event)
  for (const metric of metrics.values()) yield* metricProblems(metric.id, metric.spec, events)
  for (const pack of packs) {
    yield* answerProblems(pack, events)
    yield* boardProblems(pack, { events, metrics })
  }
}

/**
 * Indexes and checks the packs. Pure.
 * @throws CatalogError naming every declaration that cannot be used
 */
export function buildCatalog(packs: readonly PackSpec[]): Catalog {
  const inCohorts = cohortEvents(packs)
  const events = new Map(
    packs.flatMap((pack) =>
      pack.events.map((event) => [event.type, toEntry(pack, event, packs, inCohorts.has(event.type))] as const),
    ),
  )
  const metrics = new Map(
    packs.flatMap((pack) =>
      Object.entries(pack.metrics).map(([name, spec]) => {
        const entry = toMetric(pack, name, spec, events)
        return [entry.id, entry] as const
      }),
    ),
  )
  const problems = [...problemsOf(packs, events, metrics)]
  if (problems.length > 0) throw new CatalogError(problems)
  const metricsOfEvent = new Map<string, string[]>()
  for (const metric of metrics.values())
    for (const type of metric.events) metricsOfEvent.set(type, [...(metricsOfEvent.get(type) ?? []), metric.id])
  return {
    hash: createHash('sha256').update(JSON.stringify(packs)).digest('hex'),
    packs,
    events,
    metrics,
    metricsOfEvent,
    funnels: declared(packs, (pack) => pack.funnels),
    cohorts: declared(packs, (pack) => pack.cohorts),
    stalls: declared(packs, (pack) => pack.stalls),
    slos: declared(packs, (pack) => pack.slos),
    experiments: declared(packs, (pack) => pack.experiments),
  }
}
