import type { Filter, Match, QueryFilter } from '@tidemark/contracts'
import { invalid } from '@tidemark/platform'
import type { Catalog } from '../catalog/catalog.ts'

function checkFilter(catalog: Catalog, event: string, { dimension, op, values }: Filter): void {
  const spec = catalog.events.get(event)?.spec.dimensions[dimension]
  if (spec === undefined) throw invalid(`${event} has no dimension ${dimension}.`)
  if (spec.personal)
    throw invalid(`${dimension} tells something about a person: break down by it, do not filter by it.`)
  const needsValues = op === 'in' || op === 'notIn'
  if (needsValues && values.length === 0) throw invalid(`The filter on ${dimension} names no value.`)
  if (!needsValues && values.length > 0) throw invalid(`The filter "${op}" on ${dimension} takes no values.`)
}

/** Checks matches that the asker made up. @throws TidemarkError invalid_input (event, dimension, filter) */
export function checkMatches(catalog: Catalog, matches: readonly Match[]): void {
  for (const { event, where } of matches) {
    if (!catalog.events.has(event)) throw invalid(`There is no event type ${event}.`)
    for (const filter of where) checkFilter(catalog, event, filter)
  }
}

/**
 * The matches under the question's filters. All of their event types must have the dimensions that are named.
 * @throws TidemarkError invalid_input (dimension, filter)
 */
export function checkEntry(
  catalog: Catalog,
  matches: readonly Match[],
  { filters, breakdown }: { readonly filters: readonly QueryFilter[]; readonly breakdown: readonly string[] },
): Match[] {
  for (const { event } of matches) {
    for (const filter of filters) checkFilter(catalog, event, filter)
    for (const dimension of breakdown)
      if (catalog.events.get(event)?.spec.dimensions[dimension] === undefined)
        throw invalid(`${event} has no dimension ${dimension}.`)
  }
  return matches.map(({ event, where }) => ({ event, where: [...where, ...filters] }))
}

/** Whether a breakdown of these events tells something about people. Pure. */
export const isPersonal = (catalog: Catalog, matches: readonly Match[], breakdown: readonly string[]): boolean =>
  matches.some(({ event }) =>
    breakdown.some((dimension) => catalog.events.get(event)?.spec.dimensions[dimension]?.personal),
  )
