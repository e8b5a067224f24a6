import { type MetricSpec, type StoredMetricSpec, type Term, termsOf } from '@tidemark/contracts'
import type { EventEntry } from './catalog.ts'
import { NAME } from './names.ts'
import { storedSpecsOf } from './streams.ts'

type Events = ReadonlyMap<string, EventEntry>

const unitOf = (term: Term, events: Events) =>
  term.measure === null ? 'events' : events.get(term.event)?.spec.measures[term.measure]?.unit

/** What is wrong with terms that are read from stored rows, one line each. Pure. */
export function* termProblems(at: string, terms: readonly Term[], events: Events): Generator<string> {
  for (const term of terms) {
    const event = events.get(term.event)
    if (event === undefined) {
      yield `${at}: event ${term.event} is not declared`
      continue
    }
    if (term.measure !== null && !event.measures.includes(term.measure))
      yield `${at}: ${term.event} has no measure ${term.measure}`
    for (const filter of term.where)
      if (!event.kept.includes(filter.dimension)) yield `${at}: ${term.event} keeps no dimension ${filter.dimension}`
  }
}

function* storedProblems(at: string, spec: StoredMetricSpec, events: Events): Generator<string> {
  for (const part of spec.kind === 'ratio' ? [spec.of, spec.over] : [spec.of])
    if (new Set(part.map((term) => unitOf(term, events))).size !== 1)
      yield `${at}: terms of different units, or none, can't be added up`
  if (spec.kind === 'entropy')
    for (const { event } of spec.of)
      if (events.has(event) && !events.get(event)?.kept.includes(spec.by))
        yield `${at}: ${event} keeps no dimension ${spec.by}`
}

/** What is wrong with a metric, one line each. Pure. */
export function* metricProblems(id: string, spec: MetricSpec, events: Events): Generator<string> {
  const at = `metric ${id}`
  if (!NAME.test(id.slice(id.indexOf('.') + 1))) yield `${at}: a name is lower-case letters, digits and _`
  for (const type of spec.coveredBy)
    if (!events.has(type)) yield `${at}: event ${type}, which covers it, is not declared`
  const stored = storedSpecsOf(spec)
  if (stored.length === 0) yield `${at}: its formula names no metric`
  for (const one of stored) yield* storedProblems(at, one, events)
  yield* termProblems(at, termsOf(spec), events)
}
