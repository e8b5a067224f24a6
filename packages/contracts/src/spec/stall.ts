import type { UnitKind } from './funnel.ts'
import type { Match } from './term.ts'

/**
 * The share of units that get stuck: at least `steps` matches of `step` in a row without a match of `progress` between them.
 * Units with fewer than `steps` steps are left out, because they could not have been seen to get stuck. Attributed to the
 * unit's first step.
 */
export interface StallSpec {
  readonly kind: 'stall'
  readonly title: string
  readonly unit: UnitKind
  readonly step: readonly Match[]
  readonly progress: readonly Match[]
  readonly steps: number
  /** dimensions of the step that starts the longest row without progress, such as the quest node */
  readonly breakdowns: readonly string[]
}

export const defineStall = (
  spec: Omit<StallSpec, 'kind' | 'breakdowns'> & { breakdowns?: readonly string[] },
): StallSpec => ({
  kind: 'stall',
  breakdowns: [],
  ...spec,
})
