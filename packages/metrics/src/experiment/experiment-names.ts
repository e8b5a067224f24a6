import type { Pool } from '@tidemark/db'
import { notFound } from '@tidemark/platform'
import type { Catalog } from '../catalog/catalog.ts'
import { dimensionValues } from '../query/dimension-values.ts'

/**
 * The experiments that the exposures of a declared experiment have named, in order; at most 50 per event type.
 * @throws TidemarkError not_found (experiment), unavailable
 */
export async function experimentNames(
  context: { pool: Pool; catalog: Catalog },
  projectId: number,
  experiment: string,
): Promise<string[]> {
  const declared = context.catalog.experiments.get(experiment)
  if (declared === undefined) throw notFound(`There is no experiment ${experiment}.`)
  const { exposure, experiment: dimension } = declared.spec
  const types = [...new Set(exposure.map(({ event }) => event))]
  const found = await Promise.all(types.map((event) => dimensionValues(context, projectId, { event, dimension })))
  return [...new Set(found.flat())].sort()
}
