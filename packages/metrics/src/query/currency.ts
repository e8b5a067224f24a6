import { invalid } from '@tidemark/platform'
import type { Catalog } from '../catalog/catalog.ts'
import type { NormalQuery } from './normalise.ts'

/** The dimension that names the currency of a metric's amounts; null where it has none. Pure. */
export function currencyDimension(catalog: Catalog, query: NormalQuery): string | null {
  const of = query.spec.of[0]
  if (query.metric.spec.unit !== 'currency' || of?.measure == null) return null
  return catalog.events.get(of.event)?.spec.measures[of.measure]?.currency ?? null
}

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
