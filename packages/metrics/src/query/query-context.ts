import type { Pool } from '@tidemark/db'
import type { Clock } from '@tidemark/platform'
import type { Looks } from '../audit/looks.ts'
import type { Catalog } from '../catalog/catalog.ts'

/** What every question is answered with. */
export interface QueryContext {
  /** the pool for reading; it never starves the door */
  pool: Pool
  catalog: Catalog
  clock?: Clock
  /** longest range, in days, however long ago; 400 unless told */
  maxRangeDays?: number
  /** most buckets of one answer; 2,000 unless told */
  maxBuckets?: number
  /** most stored rows that one answer reads at once; 400,000 unless told */
  maxRows?: number
  /** fewest people behind a number about people, where the project does not say; 10 unless told */
  kanonMin?: number
  /** told what was shown to people */
  looks?: Looks
}

export interface QueryProject {
  id: number
  timeZone: string
  weekStart: number
}
