import type { Match } from './term.ts'

export const COHORT_PERIODS = ['day', 'week', 'month'] as const
export type CohortPeriod = (typeof COHORT_PERIODS)[number]

/**
 * Actors grouped by the period of their first `born` event (project calendar), and how many of them come back. Kept per
 * actor and day, so it outlives raw events.
 */
export interface CohortSpec {
  readonly kind: 'cohort'
  readonly title: string
  readonly born: readonly Match[]
  readonly returned: readonly Match[]
  readonly period: CohortPeriod
  /** dimensions of the first event that cohorts may be split by */
  readonly by: readonly string[]
}

export const defineCohort = (spec: {
  title: string
  born: readonly Match[]
  returned: readonly Match[]
  period?: CohortPeriod
  by?: readonly string[]
}): CohortSpec => ({ kind: 'cohort', period: 'week', by: [], ...spec })
