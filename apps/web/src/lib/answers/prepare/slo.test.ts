import type { SloResult } from '@tidemark/contracts'
import { expect, test } from 'vitest'
import { burnFigures, burnPairs, burnText, countText, percentText, sloRows, standing } from './slo.ts'

const state = (good: number, total: number, objective = 0.99): SloResult['state'] => ({
  state: 'value',
  good,
  total,
  sli: total === 0 ? null : good / total,
  met: total === 0 ? null : good >= total * objective,
  allowed: total * (1 - objective),
  bad: total - good,
  budgetLeft: total === 0 ? null : 1 - (total - good) / (total * (1 - objective)),
  burnRate: total === 0 ? null : (total - good) / (total * (1 - objective)),
  lowTraffic: total < 20,
})
const slo = (
  good: number,
  total: number,
  burning: boolean | null = false,
  severity: 'critical' | 'warning' = 'critical',
) => {
  const now = state(good, total)
  return {
    objective: 0.99,
    state: now,
    burn: [{ longMs: 3_600_000, shortMs: 300_000, threshold: 14.4, severity, long: now, short: state(0, 0), burning }],
    compatible: { errorBudgetPct: 1, errorBudgetBurnPct: total === 0 ? null : (100 * (1 - good / total)) / 2 / 0.01 },
    formulas: { burnRate: 'a ÷ b', errorBudgetBurnPct: 'c ÷ d' },
    k: null,
  } as SloResult
}

const HIDDEN: SloResult['state'] = {
  state: 'suppressed',
  good: null,
  total: null,
  sli: null,
  met: null,
  allowed: null,
  bad: null,
  budgetLeft: null,
  burnRate: null,
  lowTraffic: true,
}
const hidden = (): SloResult => {
  const shown = slo(0, 0, null)
  const burn = shown.burn.map((pair) => ({ ...pair, long: HIDDEN, short: HIDDEN }))
  return { ...shown, state: HIDDEN, burn, k: 10 }
}

test.each([
  ['nothing happened', slo(0, 0), 'No events', 'muted'],
  ['all is well', slo(999, 1000), 'Met', 'good'],
  ['overspent', slo(980, 1000), 'Budget spent', 'bad'],
  ['a fast burn', slo(995, 1000, true), 'Burning fast', 'bad'],
  ['a slow burn', slo(995, 1000, true, 'warning'), 'Burning', 'warn'],
  ['too few to tell', slo(9, 9, null), 'Few events', 'muted'],
  ['few people', hidden(), 'Hidden', 'muted'],
] as const)('%s', (_, result, text, tone) => {
  expect(standing(result)).toEqual({ text, tone })
})

test('both numbers stand beside their formulas, worked out [C-01]', () => {
  const [rate, budget] = burnFigures(slo(975, 1000))
  expect(rate).toMatchObject({ text: '2.5×', formula: 'a ÷ b', worked: '2.5\u202f% ÷ (1 − 99\u202f%) = 2.5×' })
  expect(budget).toMatchObject({ text: '125\u202f%', formula: 'c ÷ d', worked: '2.5 ÷ ((100 − 99) + 1) × 100 = 125' })
})

test('nothing happened is a dash, never a zero', () => {
  expect(burnFigures(slo(0, 0)).map(({ text }) => text)).toEqual(['–', '–'])
  expect(burnPairs(slo(975, 1000))).toEqual([
    {
      windows: '1h, 5m',
      long: '2.5×',
      short: '–',
      threshold: '14.4×',
      severity: 'critical',
      burning: false,
      keptBack: false,
    },
  ])
  expect(countText(slo(0, 0), String)).toBe('0 good of 0 events')
})

test('what is kept back says so, and differs from nothing [PRV-02 T-07]', () => {
  const answer = hidden()
  expect(burnFigures(answer).map(({ text, worked }) => [text, worked])).toEqual([
    ['–', 'Hidden: fewer than 10 people.'],
    ['–', 'Hidden: fewer than 10 people.'],
  ])
  expect(countText(answer, String)).toBe('Hidden: fewer than 10 people.')
  expect(burnPairs(answer).map(burnText)).toEqual(['kept back'])
  const days: SloResult['days'] = [
    { start: 0, state: 'suppressed', good: null, total: null, budgetLeft: null },
    { start: 86_400_000, state: 'value', good: 0, total: 0, budgetLeft: null },
  ]
  expect(sloRows({ ...answer, days }).slice(1)).toEqual([
    ['1970-01-01T00:00:00.000Z', 'suppressed', null, null, null],
    ['1970-01-02T00:00:00.000Z', 'value', 0, 0, null],
  ])
})

test.each([
  [0.999999, '>99.99\u202f%'],
  [1, '100\u202f%'],
  [0.97345, '97.35\u202f%'],
  [null, '–'],
])('%s reads %s', (share, text) => {
  expect(percentText(share)).toBe(text)
})
