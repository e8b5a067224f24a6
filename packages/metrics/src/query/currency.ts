import type { Term } from '@tidemark/contracts'
import { invalid } from '@tidemark/platform'
import type { Catalog } from '../catalog/catalog.ts'

/** The dimension that names the currency of the amounts a term adds up; null where it has none. Pure. */
export const currencyDimension = (catalog: Catalog, { event, measure }: Term): string | null =>
  measure === null ? null : (catalog.events.get(event)?.spec.measures[measure]?.currency ?? null)

/**
 * The one currency of an answer; null where each group has its own, because the answer is broken down by it. Pure.
 * @throws TidemarkError invalid_input where amounts of several currencies would be added up
 */
export function oneCurrency(
  currencies: Iterable<string | null>,
  dimension: string,
  breakdown: readonly string[],
): string | null {
  const found = [...new Set(currencies)]
  if (found.length <= 1) return found[0] ?? null
  if (breakdown.includes(dimension)) return null
  const names = found.map((currency) => currency ?? 'none').sort()
  throw invalid(`Amounts in ${names.join(', ')} can't be added up. Filter or break down by ${dimension}.`, {
    details: { dimension, currencies: names },
  })
}
