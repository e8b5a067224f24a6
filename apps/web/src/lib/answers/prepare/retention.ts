import type { CohortGroup, CohortResult, Range } from '@tidemark/contracts'

type Period = CohortResult['period']

export interface RetentionCell {
  readonly state: CohortGroup['rows'][number]['cells'][number]['state']
  readonly returned: number | null
  readonly rate: number | null
  /** the period is not over: the number may still grow */
  readonly open: boolean
}

export interface RetentionRow {
  /** first day of the cohort's period, YYYY-MM-DD */
  readonly date: string
  readonly state: RetentionCell['state']
  readonly size: number | null
  readonly open: boolean
  readonly cells: readonly RetentionCell[]
}

/** How many periods a table shows. */
export const PERIODS = 8
const DAYS: Record<Period, number> = { day: 1, week: 7, month: 31 }
const DAY_MS = 86_400_000

/** The cohorts of the last periods up to the end of the page's range. */
export const cohortRange = ({ to }: Range, period: Period): Range => ({
  from: to - (PERIODS - 1) * DAYS[period] * DAY_MS,
  to,
})

/** The triangle of a group: one row per cohort, the oldest first. Cells of periods that have not begun are `none`. */
export const prepareRetention = ({ cohorts }: CohortResult, { rows }: CohortGroup): RetentionRow[] => {
  const openAt = cohorts.findIndex(({ open }) => open)
  return rows.map((row, i) => ({
    date: cohorts[i]?.date ?? '',
    state: row.state,
    size: row.size,
    open: cohorts[i]?.open ?? false,
    cells: row.cells.map(({ state, returned, rate }, j) => ({ state, returned, rate, open: i + j === openAt })),
  }))
}

/** A cell as text: a rate, `·` where it is kept back, nothing where the period has not begun. */
export const cellText = ({ state, rate }: Pick<RetentionCell, 'state' | 'rate'>): string => {
  if (state === 'suppressed') return '·'
  if (state === 'none') return ''
  return rate === null ? '–' : `${Math.round(rate * 100)}\u202f%`
}

/** One line per cohort, exact values. */
export const retentionRows = (
  { period }: CohortResult,
  rows: readonly RetentionRow[],
): (string | number | null)[][] => [
  ['cohort', 'state', 'size', ...(rows[0]?.cells ?? []).flatMap((_, i) => [`${period}_${i}`, `${period}_${i}_rate`])],
  ...rows.map(({ date, state, size, cells }) => [
    date,
    state,
    size,
    ...cells.flatMap(({ returned, rate }) => [returned, rate]),
  ]),
]
