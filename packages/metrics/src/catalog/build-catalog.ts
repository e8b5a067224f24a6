import { createHash } from 'node:crypto'
import type { EventSpec, MetricSpec, PackSpec, Term } from '@tidemark/contracts'
import type { Catalog, EventEntry, MetricEntry, Stream } from './catalog.ts'

const NAME = /^[a-z][a-z0-9_]{0,62}$/
const PACK_NAME = /^[a-z][a-z0-9-]{0,62}$/

/** The declarations contradict themselves; `problems` says where, one line each. */
export class CatalogError extends Error {
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(`The packs cannot be used:\n${problems.map((line) => `  - ${line}`).join('\n')}`)
    this.name = 'CatalogError'
    this.problems = problems
  }
}

export const termsOf = (spec: MetricSpec): readonly Term[] =>
  spec.kind === 'ratio' ? [...spec.of, ...spec.over] : spec.of

const keepsSets = (event: EventSpec): boolean => Object.values(event.dimensions).some((dimension) => dimension.personal)

/** A third of all rows of a type with two measures would only repeat what the first one's n says. */
function countedBy(event: EventSpec): string {
  if (keepsSets(event)) return ''
  return Object.keys(event.measures).find((name) => !event.measures[name]!.optional) ?? ''
}

function streamsOf(event: EventSpec, metrics: readonly MetricSpec[]): Stream[] {
  const isOwn = (term: Term) => term.event === event.type
  const own = metrics.filter((metric) => termsOf(metric).some(isOwn))
  const distributed = own.filter((metric) => metric.kind === 'distribution').flatMap((metric) => metric.of)
  const sketched = new Set(distributed.filter(isOwn).map((term) => term.measure))
  const personal = keepsSets(event)
  const streams: Stream[] = []
  if (countedBy(event) === '') streams.push({ measure: '', kind: 'count', index: -1, sketch: false, sets: personal })
  for (const [index, measure] of Object.keys(event.measures).entries()) {
    streams.push({ measure, kind: 'measure', index, sketch: sketched.has(measure), sets: false })
  }
  for (const kind of ['actor', 'session'] as const) {
    if (own.some((metric) => metric.kind === 'distinct' && metric.unitOf === kind))
      streams.push({ measure: `@${kind}`, kind, index: -1, sketch: false, sets: false })
  }
  return streams
}

function toEntry(pack: PackSpec, spec: EventSpec, metrics: readonly MetricSpec[]): EventEntry {
  const dimensions = Object.keys(spec.dimensions)
  return {
    type: spec.type,
    pack: pack.name,
    spec,
    dimensions,
    kept: dimensions.filter((name) => spec.dimensions[name]?.kept),
    measures: Object.keys(spec.measures),
    streams: streamsOf(spec, metrics),
    counted: countedBy(spec),
  }
}

function* eventProblems(pack: PackSpec, spec: EventSpec): Generator<string> {
  const at = `${pack.name}: event ${spec.type}`
  if (!NAME.test(spec.type)) yield `${at}: a type is lower-case letters, digits and _, at most 63`
  const names = [...Object.keys(spec.dimensions), ...Object.keys(spec.measures)]
  for (const name of names) if (!NAME.test(name)) yield `${at}: field ${name} is not lower-case letters, digits and _`
  if (new Set(names).size !== names.length) yield `${at}: a field is both a dimension and a measure`
  for (const [name, measure] of Object.entries(spec.measures)) {
    if (measure.currency !== undefined && !(measure.currency in spec.dimensions))
      yield `${at}: measure ${name} names the currency dimension ${measure.currency}, which is not declared`
  }
}

const unitOf = (term: Term, events: ReadonlyMap<string, EventEntry>) =>
  term.measure === null ? 'events' : events.get(term.event)?.spec.measures[term.measure]?.unit

function* metricProblems(id: string, spec: MetricSpec, events: ReadonlyMap<string, EventEntry>): Generator<string> {
  if (!NAME.test(id.slice(id.indexOf('.') + 1))) yield `metric ${id}: a name is lower-case letters, digits and _`
  for (const type of spec.coveredBy)
    if (!events.has(type)) yield `metric ${id}: event ${type}, which covers it, is not declared`
  for (const part of spec.kind === 'ratio' ? [spec.of, spec.over] : [spec.of])
    if (new Set(part.map((term) => unitOf(term, events))).size !== 1)
      yield `metric ${id}: terms of different units, or none, can't be added up`
  for (const term of termsOf(spec)) {
    const event = events.get(term.event)
    if (event === undefined) {
      yield `metric ${id}: event ${term.event} is not declared`
      continue
    }
    if (term.measure !== null && !event.measures.includes(term.measure))
      yield `metric ${id}: ${term.event} has no measure ${term.measure}`
    for (const filter of term.where)
      if (!event.kept.includes(filter.dimension))
        yield `metric ${id}: ${term.event} keeps no dimension ${filter.dimension}`
  }
}

function* widgetProblems(pack: PackSpec): Generator<string> {
  for (const [name, dashboard] of Object.entries(pack.dashboards))
    for (const widget of dashboard.rows.flat())
      if (!(widget.metric in pack.metrics))
        yield `${pack.name}: dashboard ${name} shows unknown metric ${widget.metric}`
}

function* duplicates(what: string, names: readonly string[]): Generator<string> {
  const seen = new Set<string>()
  for (const name of names) {
    if (seen.has(name)) yield `${what} ${name} is declared twice`
    seen.add(name)
  }
}

function toMetric(
  pack: PackSpec,
  name: string,
  spec: MetricSpec,
  events: ReadonlyMap<string, EventEntry>,
): MetricEntry {
  const own = [...new Set(termsOf(spec).map((term) => term.event))]
  const kept = own.map((type) => events.get(type)?.kept ?? [])
  const [first = [], ...rest] = kept
  const dimensions = first.filter((dimension) => rest.every((other) => other.includes(dimension)))
  return { id: `${pack.name}.${name}`, pack: pack.name, spec, events: own, dimensions }
}

/**
 * Indexes and checks the packs. Pure.
 * @throws CatalogError naming every declaration that cannot be used
 */
export function buildCatalog(packs: readonly PackSpec[]): Catalog {
  const specs = packs.flatMap((pack) => pack.events.map((event) => ({ pack, event })))
  const allMetrics = packs.flatMap((pack) => Object.values(pack.metrics))
  const events = new Map(specs.map(({ pack, event }) => [event.type, toEntry(pack, event, allMetrics)]))
  const metrics = new Map(
    packs.flatMap((pack) =>
      Object.entries(pack.metrics).map(([name, spec]) => {
        const entry = toMetric(pack, name, spec, events)
        return [entry.id, entry] as const
      }),
    ),
  )
  const problems = [
    ...duplicates(
      'pack',
      packs.map((pack) => pack.name),
    ),
    ...duplicates(
      'event',
      specs.map(({ event }) => event.type),
    ),
    ...packs.filter((pack) => !PACK_NAME.test(pack.name)).map((pack) => `pack name ${pack.name} is not usable`),
    ...specs.flatMap(({ pack, event }) => [...eventProblems(pack, event)]),
    ...[...metrics.values()].flatMap((metric) => [...metricProblems(metric.id, metric.spec, events)]),
    ...packs.flatMap((pack) => [...widgetProblems(pack)]),
  ]
  if (problems.length > 0) throw new CatalogError(problems)
  const metricsOfEvent = new Map<string, string[]>()
  for (const metric of metrics.values())
    for (const type of metric.events) metricsOfEvent.set(type, [...(metricsOfEvent.get(type) ?? []), metric.id])
  const hash = createHash('sha256').update(JSON.stringify(packs)).digest('hex')
  return { hash, packs, events, metrics, metricsOfEvent }
}
