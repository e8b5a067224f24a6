import type { SloResult } from '@tidemark/contracts'
import { formatDuration } from '../../alerts/prepare/duration.ts'
import { keptBackNote } from '../../widgets/trust.ts'

export type Tone = 'good' | 'warn' | 'bad' | 'muted'

/** A number of an objective with the formula behind it, once as defined and once with its numbers. */
export interface WorkedFigure {
  readonly title: string
  readonly text: string
  readonly formula: string
  readonly worked: string
}

export interface BurnPair {
  readonly windows: string
  readonly long: string
  readonly short: string
  readonly threshold: string
  readonly severity: 'critical' | 'warning'
  /** null: too few events to tell */
  readonly burning: boolean | null
  readonly keptBack: boolean
}

const NONE = '–'
const digits = (most: number) => new Intl.NumberFormat('en', { maximumSignificantDigits: most })
const write = (value: number, most = 4): string => digits(most).format(value)

/** A share as a percentage; a miss never reads as a clean 100 %. */
export const percentText = (share: number | null, most = 4): string => {
  if (share === null) return NONE
  const text = write(share * 100, most)
  return share < 1 && text === '100' ? '>99.99\u202f%' : `${text}\u202f%`
}
const rateText = (rate: number | null): string => (rate === null ? NONE : `${write(rate, 3)}×`)

export const WINDOW_TITLES: Record<SloResult['window'], string> = {
  '1d': '1 day',
  '7d': '7 days',
  '30d': '30 days',
  calendar_week: 'this week',
  calendar_month: 'this month',
}

/** Why there is no number. */
const missingText = ({ state, k }: Pick<SloResult, 'state' | 'k'>): string =>
  state.state === 'suppressed' ? `${keptBackNote(k)}.` : 'No events yet.'

/** How an objective stands in one word, with its colour. */
export const standing = ({ state, burn }: SloResult): { text: string; tone: Tone } => {
  if (state.state === 'suppressed') return { text: 'Hidden', tone: 'muted' }
  if (state.sli === null) return { text: 'No events', tone: 'muted' }
  const severity = burn.find(({ burning }) => burning === true)?.severity
  if ((state.budgetLeft ?? 1) <= 0) return { text: 'Budget spent', tone: 'bad' }
  if (severity === 'critical') return { text: 'Burning fast', tone: 'bad' }
  if (severity === 'warning') return { text: 'Burning', tone: 'warn' }
  if (state.lowTraffic) return { text: 'Few events', tone: 'muted' }
  return { text: 'Met', tone: 'good' }
}

/** The two numbers that documents call burn, each with its own formula (C-01). */
export const burnFigures = (slo: SloResult): WorkedFigure[] => {
  const { state, objective, compatible, formulas } = slo
  const error = state.sli === null ? null : 1 - state.sli
  const errors = error === null ? '' : write(error * 100)
  const target = write(objective * 100, 6)
  return [
    {
      title: 'Burn rate',
      text: rateText(state.burnRate),
      formula: formulas.burnRate,
      worked:
        error === null ? missingText(slo) : `${errors}\u202f% ÷ (1 − ${target}\u202f%) = ${rateText(state.burnRate)}`,
    },
    {
      title: 'Error budget burn',
      text: percentText(compatible.errorBudgetBurnPct === null ? null : compatible.errorBudgetBurnPct / 100),
      formula: formulas.errorBudgetBurnPct,
      worked:
        compatible.errorBudgetBurnPct === null
          ? missingText(slo)
          : `${errors} ÷ ((100 − ${target}) + ${write(compatible.errorBudgetPct)}) × 100 = ${write(compatible.errorBudgetBurnPct)}`,
    },
  ]
}

export const burnPairs = ({ burn }: SloResult): BurnPair[] =>
  burn.map(({ longMs, shortMs, threshold, severity, long, short, burning }) => ({
    windows: `${formatDuration(longMs / 1000)}, ${formatDuration(shortMs / 1000)}`,
    long: rateText(long.burnRate),
    short: rateText(short.burnRate),
    threshold: rateText(threshold),
    severity,
    burning,
    keptBack: long.state === 'suppressed' || short.state === 'suppressed',
  }))

/** What a pair of windows says. */
export const burnText = ({ burning, keptBack, severity }: BurnPair): string => {
  if (keptBack) return 'kept back'
  return burning === null ? 'few events' : burning ? severity : 'calm'
}

/** Good of total events, or why there is no such number. */
export const countText = (slo: SloResult, write: (count: number) => string): string => {
  const { good, total } = slo.state
  return good === null || total === null ? missingText(slo) : `${write(good)} good of ${write(total)} events`
}

/** One line per day, exact values; what is kept back is empty and says so. */
export const sloRows = ({ days }: SloResult): (string | number | null)[][] => [
  ['day_start', 'state', 'good', 'total', 'budget_left'],
  ...days.map(({ start, state, good, total, budgetLeft }) => [
    new Date(start).toISOString(),
    state,
    good,
    total,
    budgetLeft,
  ]),
]
