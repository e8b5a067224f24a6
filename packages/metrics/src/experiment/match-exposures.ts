import type { ExperimentQuery, ExperimentSpec, Match } from '@tidemark/contracts'
import type { Queryable } from '@tidemark/db'
import { matchSets } from '../scan/match-sets.ts'
import type { MeasureSlots } from './measure-slots.ts'
import type { ExposureSet } from './readout/attribution.ts'

export interface Variation {
  readonly variation: string
  /** planned weight, any scale */
  readonly weight: number
}

export interface ExposureSets {
  /** the control first */
  readonly variations: readonly Variation[]
  /** values of the dimension that the mix is told by */
  readonly strata: readonly string[]
  readonly sets: ReadonlyMap<number, ExposureSet>
}

/** The control, the planned variations and those that were seen: equal weights unless some are planned, then 0 for others. Pure. */
export function listVariations(spec: Pick<ExperimentSpec, 'control' | 'weights'>, seen: Iterable<string>): Variation[] {
  const names = new Set([spec.control, ...Object.keys(spec.weights ?? {}), ...[...seen].sort()])
  return [...names].map((variation) => ({
    variation,
    weight: spec.weights === undefined ? 1 : (spec.weights[variation] ?? 0),
  }))
}

/** Decides once per dimension set of the exposures of one experiment which variation they are of. */
export async function matchExposures(
  db: Queryable,
  projectId: number,
  spec: ExperimentSpec,
  { name, mixBy }: Pick<ExperimentQuery, 'name' | 'mixBy'>,
  slots: MeasureSlots,
): Promise<ExposureSets> {
  const named = { dimension: spec.experiment, op: 'in' as const, values: [name] }
  // One group per match: its event type decides where the overlays are.
  const matches = spec.exposure.map((match): Match => ({ event: match.event, where: [...match.where, named] }))
  const found = await matchSets(
    db,
    projectId,
    matches.map((match) => [match]),
    mixBy === undefined ? [spec.variation] : [spec.variation, mixBy],
  )
  const variationOf = found.keys.map(([variation]) => variation ?? null)
  const variations = listVariations(
    spec,
    variationOf.filter((variation) => variation !== null),
  )
  const places = new Map(variations.map(({ variation }, i) => [variation, i]))
  const stratumOf = found.keys.map(([, stratum]) => stratum ?? 'none')
  const strata = [...new Set(stratumOf)].sort()
  const sets = new Map<number, ExposureSet>()
  for (const [i, id] of found.ids.entries()) {
    const variation = places.get(variationOf[i] ?? '')
    const match = matches.find((_, bit) => found.masks[i]! & (1 << bit))
    if (variation === undefined || match === undefined) continue
    sets.set(id, {
      variation,
      stratum: strata.indexOf(stratumOf[i]!),
      overlays: spec.overlays.map((overlay) => slots.placeOf(match.event, overlay)),
    })
  }
  return { variations, strata, sets }
}
