import type { EventSpec } from './event.ts'
import { type Filter, toFilters, type Where } from './filter.ts'

/** A number that adds up: how many events, or the sum of one measure, of one event type under filters. Terms in a list are added up. */
export interface Term {
  readonly event: string
  /** null counts events */
  readonly measure: string | null
  readonly field: 'n' | 'sum'
  readonly where: readonly Filter[]
}

/** One event type, or several that are counted together: then only what all of them declare can be named. */
export type OneOrMore<E extends EventSpec> = E | readonly E[]
export type MeasureOf<E extends EventSpec> = keyof E['measures'] & string
export type WhereOf<E extends EventSpec> = Where<E['dimensions']>

export const listOf = (events: OneOrMore<EventSpec>): readonly EventSpec[] => ('kind' in events ? [events] : events)

export const toTerms = (
  events: OneOrMore<EventSpec>,
  measure: string | null,
  where?: Readonly<Record<string, unknown>>,
): Term[] =>
  listOf(events).map(({ type }) => ({
    event: type,
    measure,
    field: measure === null ? 'n' : 'sum',
    where: toFilters(where),
  }))

/** A countable or summable part of a ratio. */
export const part = <E extends EventSpec>(
  events: OneOrMore<E>,
  options: { measure?: MeasureOf<E>; where?: WhereOf<E> } = {},
): readonly Term[] => toTerms(events, options.measure ?? null, options.where)

/** Some events of one type under conditions, over which nothing is measured. Matches in a list are alternatives. */
export interface Match {
  readonly event: string
  readonly where: readonly Filter[]
}

/** The events of a type (or of several), for funnels, cohorts and exposures. Conditions may name dimensions that only raw events keep. */
export const match = <E extends EventSpec>(events: OneOrMore<E>, where?: WhereOf<E>): readonly Match[] =>
  listOf(events).map(({ type }) => ({ event: type, where: toFilters(where) }))
