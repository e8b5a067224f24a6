import type { CohortView } from '@tidemark/contracts'
import type { Catalog } from '../catalog/catalog.ts'
import { sharedDimensions } from '../catalog/shared-dimensions.ts'
import { describeMatches } from '../funnel/describe-funnel.ts'

/** The declared cohorts, and the event types that others can be made up of. Pure. */
export function listCohorts(catalog: Catalog): CohortView {
  return {
    cohorts: [...catalog.cohorts.values()].map(({ id, pack, spec }) => ({
      id,
      pack,
      title: spec.title,
      period: spec.period,
      born: describeMatches(spec.born),
      returned: describeMatches(spec.returned),
      by: [...spec.by],
      dimensions: sharedDimensions(
        catalog,
        spec.born.map(({ event }) => event),
      ),
    })),
    events: [...catalog.events.values()]
      .filter(({ unitDays }) => unitDays)
      .map(({ type, dimensions }) => ({ type, dimensions: [...dimensions] })),
  }
}
