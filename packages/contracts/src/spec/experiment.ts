import type { UnitKind } from './funnel.ts'
import type { Match } from './term.ts'

/**
 * How variations of a feature are compared. Assignment happens elsewhere: an exposure event says which unit saw which
 * variation of which experiment. Exposures are events of their own, so a unit in two experiments counts once in every total.
 */
export interface ExperimentSpec<K extends string = string> {
  readonly title: string
  readonly exposure: readonly Match[]
  /** dimension of the exposure that names the experiment */
  readonly experiment: string
  /** dimension of the exposure that names the variation */
  readonly variation: string
  readonly control: string
  readonly unit: UnitKind
  /** metrics of the pack: corrected with Holm */
  readonly primary: readonly K[]
  /** metrics of the pack: corrected with Benjamini-Hochberg */
  readonly secondary: readonly K[]
  /** planned share per variation; equal shares unless told */
  readonly weights?: Readonly<Record<string, number>>
  /** a unit counts once this long has passed since its exposure; its events are counted for as long */
  readonly maturesMs: number
  /** values per unit are capped at this quantile, 0 to 1; not capped unless told */
  readonly capQuantile?: number
  /** measures of the exposure that say with which parameters a variation ran */
  readonly overlays: readonly string[]
}
