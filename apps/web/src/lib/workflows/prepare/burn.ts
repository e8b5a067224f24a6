import type { SliReading } from '@tidemark/contracts'
import type { NumberStyle } from '../../format/number.ts'

/** A figure of the error budget with the formula behind it, once as it is defined and once with its numbers. */
export interface BurnFigure {
  readonly value: number | null
  readonly text: string
  readonly formula: string
  readonly worked: string
}

const DIGITS = 5
const write = (value: number, { locale }: NumberStyle, digits = DIGITS): string =>
  new Intl.NumberFormat(locale, { maximumSignificantDigits: digits }).format(value)

const figure = (
  value: number | null,
  parts: { unit: string; formula: string; division: string; none: string },
  style: NumberStyle,
): BurnFigure => ({
  value,
  text: value === null ? '–' : `${write(value, style, 3)}${parts.unit}`,
  formula: parts.formula,
  worked: value === null ? parts.none : `${parts.division} = ${write(value, style)}${parts.unit}`,
})

/** How much of the error budget is burned (100 % and more violates the target) and how fast that goes (1 just lasts). */
export const burnFigures = (
  reading: SliReading,
  style: NumberStyle = {},
): { readonly budget: BurnFigure; readonly rate: BurnFigure } => {
  const { successPct, errorBudgetPct } = reading.target
  const errors = reading.totalRuns === 0 ? 0 : (100 * reading.failedRuns) / reading.totalRuns
  const [error, target, budget] = [errors, successPct, errorBudgetPct].map((value) => write(value, style))
  const none = reading.totalRuns === 0 ? 'No run finished yet.' : 'These targets leave no room for a single error.'
  return {
    budget: figure(
      reading.errorBudgetBurnPct,
      {
        unit: '\u202f%',
        formula: 'error % ÷ ((100 − target %) + budget %) × 100',
        division: `${error} ÷ ((100 − ${target}) + ${budget}) × 100`,
        none,
      },
      style,
    ),
    rate: figure(
      reading.burnRate,
      {
        unit: '×',
        formula: 'error rate ÷ (1 − objective)',
        division: `${error}\u202f% ÷ (1 − ${target}\u202f%)`,
        none,
      },
      style,
    ),
  }
}
