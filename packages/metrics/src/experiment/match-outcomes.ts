import type { Queryable } from '@tidemark/db'
import { oneCurrency } from '../query/currency.ts'
import { MAX_GROUPS, matchSets } from '../scan/match-sets.ts'
import type { MeasureSlots } from './measure-slots.ts'
import type { MetricPlan, PlannedTerm } from './plan-metrics.ts'
import type { Contribution } from './readout/unit-values.ts'

export interface OutcomeSets {
  /** per dimension set, by id, what its events add */
  readonly contributions: ReadonlyMap<number, readonly Contribution[]>
  /** per metric: the currency of its amounts; null: no amounts, or none yet */
  readonly currencies: readonly (string | null)[]
}

/** Decides once per dimension set what its events add to which metric. Throws invalid_input where currencies would be added up. */
export async function matchOutcomes(
  db: Queryable,
  projectId: number,
  plan: MetricPlan,
  slots: MeasureSlots,
): Promise<OutcomeSets> {
  const contributions = new Map<number, Contribution[]>()
  const currencies = plan.metrics.map(() => new Set<string | null>())
  const dimensions = [...new Set(plan.terms.flatMap(({ currency }) => currency ?? []))]
  const add = (term: PlannedTerm, set: number, key: readonly (string | null)[]) => {
    const { metric, part, match, measure, adds, currency } = term
    if (currency !== null) currencies[metric]!.add(key[dimensions.indexOf(currency)] ?? null)
    const list = contributions.get(set) ?? []
    list.push({ metric, part, adds, measure: measure === null ? -1 : slots.placeOf(match.event, measure) })
    contributions.set(set, list)
  }
  for (let first = 0; first < plan.terms.length; first += MAX_GROUPS) {
    const terms = plan.terms.slice(first, first + MAX_GROUPS)
    const found = await matchSets(
      db,
      projectId,
      terms.map(({ match }) => [match]),
      dimensions,
    )
    for (const [i, set] of found.ids.entries())
      for (const [bit, term] of terms.entries()) if (found.masks[i]! & (1 << bit)) add(term, set, found.keys[i]!)
  }
  return {
    contributions,
    currencies: currencies.map((found) => oneCurrency(found, dimensions.join(', '), [])),
  }
}
