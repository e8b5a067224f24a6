import type { Clock } from '@tidemark/platform'
import type { Catalog } from '../catalog/catalog.ts'
import type { ScanContext, ScanProject } from '../scan/scan-events.ts'

/** What questions about raw events of units are answered with. */
export interface UnitQueryContext extends ScanContext {
  readonly catalog: Catalog
  readonly clock?: Clock | undefined
  /** longest range in days; 400 unless told */
  readonly maxRangeDays?: number | undefined
  /** fewest people that may be told of, where the project does not say; 10 unless told */
  readonly kanonMin?: number
}

export interface UnitQueryProject extends ScanProject {
  readonly timeZone: string
  readonly weekStart: number
}

export const DEFAULT_MAX_RANGE_DAYS = 400
