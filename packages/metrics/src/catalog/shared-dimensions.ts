import type { Catalog } from './catalog.ts'

/** Dimensions that every one of some event types has: all of them, or those kept in rollups. Pure. */
export function sharedDimensions(
  { events }: Pick<Catalog, 'events'>,
  types: readonly string[],
  which: 'dimensions' | 'kept' = 'dimensions',
): string[] {
  const [first = [], ...rest] = types.map((type) => events.get(type)?.[which] ?? [])
  return first.filter((name) => rest.every((other) => other.includes(name)))
}
