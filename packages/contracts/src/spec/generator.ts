import type { EventProps, EventSpec } from './event.ts'

/** Epoch ms, `from` inclusive, `to` exclusive. */
export interface TimeRange {
  readonly from: number
  readonly to: number
}

/** One event of a made-up world. The id is a UUIDv7 of `ts`: making the event again makes the same id. */
export interface SeededEvent {
  readonly id: string
  readonly type: string
  /** epoch ms */
  readonly ts: number
  readonly actor?: string
  readonly session?: string
  readonly correlationId?: string
  readonly consent?: boolean
  readonly props: Readonly<Record<string, unknown>>
}

/** A seeded event of one of the given types, with the props that this type declares. */
export type SeededEventOf<E extends EventSpec> = {
  [T in E['type']]: SeededEvent & { readonly type: T; readonly props: EventProps<Extract<E, { readonly type: T }>> }
}[E['type']]

export interface GeneratorRequest extends TimeRange {
  /** another seed is another world */
  readonly seed: string
  /** when things go wrong; `incidentIn` answers the usual one */
  readonly incidents: readonly TimeRange[]
}

/** Where in a stretch of time the usual incident lies, and what goes wrong in it. */
export interface IncidentSpec {
  readonly title: string
  /** share of the stretch that lies before it, 0 to 1 */
  readonly startsAt: number
  readonly lastsMs: number
}

/** A made-up world of a pack's events, for demos and tests. */
export interface GeneratorSpec<E extends SeededEvent = SeededEvent> {
  readonly incident: IncidentSpec
  /**
   * The events with `from <= ts < to`, by rising time. Pure: the same seed and incidents give the same events however
   * the time is cut into requests. Inside an incident the default targets are violated, outside they are met.
   */
  generate(request: GeneratorRequest): Iterable<E>
}

/** Declares the generator of a pack over the pack's event types: a misspelt type or prop does not compile. */
export const defineGenerator = <const E extends readonly EventSpec[]>(
  _events: E,
  spec: GeneratorSpec<SeededEventOf<E[number]>>,
): GeneratorSpec<SeededEventOf<E[number]>> => spec

/** The usual incident of a generator within `stretch`. */
export const incidentIn = ({ incident }: GeneratorSpec, { from, to }: TimeRange): TimeRange => {
  const start = Math.round(from + (to - from) * incident.startsAt)
  return { from: start, to: Math.min(to, start + incident.lastsMs) }
}
