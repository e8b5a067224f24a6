import {
  type EventSpec,
  type MetricSpec,
  operandsOf,
  type PackSpec,
  type StoredMetricSpec,
  type Term,
  termsOf,
} from '@tidemark/contracts'
import type { Stream } from './catalog.ts'

/** The metrics that are computed from stored rows for this one: itself, or what its formula names. Pure. */
export function storedSpecsOf(spec: MetricSpec): readonly StoredMetricSpec[] {
  return spec.kind === 'derived' ? operandsOf(spec.formula).map(({ metric }) => metric) : [spec]
}

const keepsSets = (event: EventSpec): boolean => Object.values(event.dimensions).some((dimension) => dimension.personal)

/**
 * The stream that counts an event type. A third of all rows of a type with two measures would only repeat what the first
 * one's n says.
 */
export function countedBy(event: EventSpec): string {
  if (keepsSets(event)) return ''
  return Object.keys(event.measures).find((name) => !event.measures[name]!.optional) ?? ''
}

/** Terms whose measure needs a quantile sketch: of distributions, and of latency objectives. */
function* sketchedTerms(packs: readonly PackSpec[]): Generator<Term> {
  for (const pack of packs) {
    for (const metric of Object.values(pack.metrics).flatMap(storedSpecsOf))
      if (metric.kind === 'distribution' || metric.kind === 'within') yield* metric.of
    for (const { sli } of Object.values(pack.slos)) if (sli.kind === 'latency') yield* sli.of
  }
}

/** What is stored of an event type, given everything that is asked of it. Pure. */
export function streamsOf(event: EventSpec, packs: readonly PackSpec[]): Stream[] {
  const isOwn = (term: Term) => term.event === event.type
  const metrics = packs.flatMap((pack) => Object.values(pack.metrics)).flatMap(storedSpecsOf)
  const sketched = new Set([...sketchedTerms(packs)].filter(isOwn).map((term) => term.measure))
  const streams: Stream[] = []
  if (countedBy(event) === '')
    streams.push({ measure: '', kind: 'count', index: -1, sketch: false, sets: keepsSets(event) })
  for (const [index, measure] of Object.keys(event.measures).entries())
    streams.push({ measure, kind: 'measure', index, sketch: sketched.has(measure), sets: false })
  for (const kind of ['actor', 'session'] as const) {
    const counts = metrics.some(
      (metric) => metric.kind === 'distinct' && metric.unitOf === kind && termsOf(metric).some(isOwn),
    )
    if (counts) streams.push({ measure: `@${kind}`, kind, index: -1, sketch: false, sets: false })
  }
  return streams
}
