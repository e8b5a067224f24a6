import { expect, test } from 'vitest'
import { makeReading } from './fixture.ts'
import { formatPercent, standingOf } from './standing.ts'

const style = { locale: 'en' }
const status = (change: Parameters<typeof makeReading>[0]) => {
  const { status, reasons } = standingOf(makeReading(change), style)
  return [status, ...reasons]
}

test('a service level says in words how it stands [UI-11 SLO-04]', () => {
  expect(status({})).toEqual(['met', 'Success rate and p95 meet their targets.'])
  expect(status({ successPct: 98.5, errorBudgetBurnPct: 75, belowObjective: true })).toEqual([
    'below',
    'Success 98.5\u202f% is below its target of 99\u202f%, but inside the error budget.',
  ])
  expect(
    status({ successPct: 97.5, errorBudgetBurnPct: 125, p95Ms: 6200, violatesTarget: true, belowObjective: true }),
  ).toEqual([
    'violated',
    'Success 97.5\u202f% is below its target of 99\u202f%.',
    'The error budget is used up: 125\u202f% burned.',
    'p95 6.2\u202fs is above its target of 5\u202fs.',
  ])
  expect(status({ p95Ms: 5001, violatesTarget: true })).toEqual([
    'violated',
    'p95 5\u202fs is above its target of 5\u202fs.',
  ])
})

test('nothing ran is neither good nor bad', () => {
  expect(status({ totalRuns: 0, successPct: null, p95Ms: null, errorBudgetBurnPct: null })[0]).toBe('silent')
})

test('a percentage keeps what matters [UI-11]', () => {
  expect([97.5, 99.97, 100, 0, 125, null].map((value) => formatPercent(value, style))).toEqual([
    '97.5\u202f%',
    '>99.9\u202f%',
    '100\u202f%',
    '0\u202f%',
    '125\u202f%',
    '–',
  ])
})
