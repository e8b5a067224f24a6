import { expect, test } from 'vitest'
import { burnFigures } from './burn.ts'
import { makeReading } from './fixture.ts'

const style = { locale: 'en' }

test('both burn figures come with their formula and their numbers [UI-11 C-01]', () => {
  const reading = makeReading({ totalRuns: 1000, failedRuns: 25, errorBudgetBurnPct: 125, burnRate: 2.5 })
  expect(burnFigures(reading, style)).toEqual({
    budget: {
      value: 125,
      text: '125\u202f%',
      formula: 'error % ÷ ((100 − target %) + budget %) × 100',
      worked: '2.5 ÷ ((100 − 99) + 1) × 100 = 125\u202f%',
    },
    rate: {
      value: 2.5,
      text: '2.5×',
      formula: 'error rate ÷ (1 − objective)',
      worked: '2.5\u202f% ÷ (1 − 99\u202f%) = 2.5×',
    },
  })
})

test('figures are short in the large and long in the small', () => {
  const third = makeReading({ totalRuns: 3, failedRuns: 1, errorBudgetBurnPct: 5000 / 3, burnRate: 100 / 3 })
  const { budget, rate } = burnFigures(third, style)
  expect([budget.text, budget.worked]).toEqual(['1,670\u202f%', '33.333 ÷ ((100 − 99) + 1) × 100 = 1,666.7\u202f%'])
  expect([rate.text, rate.worked]).toEqual(['33.3×', '33.333\u202f% ÷ (1 − 99\u202f%) = 33.333×'])
})

test('what cannot be computed says why', () => {
  const empty = burnFigures(makeReading({ totalRuns: 0, failedRuns: 0, errorBudgetBurnPct: null, burnRate: null }))
  expect(empty.budget).toMatchObject({ value: null, text: '–', worked: 'No run finished yet.' })
  const strict = burnFigures(makeReading({ target: { successPct: 100, p95Ms: 1, errorBudgetPct: 1 }, burnRate: null }))
  expect(strict.rate.worked).toBe('These targets leave no room for a single error.')
})
