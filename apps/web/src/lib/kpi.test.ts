import type { CatalogView } from '@tidemark/contracts'
import { describe, expect, test } from 'vitest'
import { formatOf, kpiOf, standingOf, standingText, targetLines, targetText } from './kpi.ts'

const threshold = (op: string, value: number, severity: string, ...levers: string[]) => ({
  op,
  value,
  severity,
  levers,
})
const steered = (...thresholds: object[]) =>
  kpiOf(
    {
      kpis: [{ metric: 'a.rate', stat: 'value', thresholds }],
      levers: [{ id: 'a.less', action: 'Do less' }],
    } as unknown as CatalogView,
    { metric: 'a.rate', stat: 'value' },
  )
const rate = steered(threshold('>', 0.03, 'warning', 'a.less'), threshold('>', 0.15, 'critical', 'a.gone'))!
const floor = steered(threshold('<', 0.5, 'critical'))!
const percent = formatOf('percent', { locale: 'en' })

test('only who says what a number should be has a target', () => {
  expect(steered()).toBeNull()
  expect(kpiOf({ kpis: [], levers: [] }, { metric: 'a.rate', stat: 'value' })).toBeNull()
  const known = { kpis: [{ metric: 'a.rate', stat: 'p95', thresholds: [threshold('>', 1, 'warning')] }], levers: [] }
  expect(kpiOf(known as unknown as CatalogView, { metric: 'a.rate', stat: 'p50' })).toBeNull()
})

test.each([
  [null, null],
  [0.03, { state: 'good', actions: [] }],
  [0.05, { state: 'warning', actions: ['Do less'] }],
  [0.2, { state: 'critical', actions: [] }],
])('%s stands %o', (value, standing) => expect(standingOf(rate, value)).toEqual(standing))

describe('in words', () => {
  test.each([
    ['>', 'at most 50\u202f%'],
    ['>=', 'below 50\u202f%'],
    ['<', 'at least 50\u202f%'],
    ['<=', 'above 50\u202f%'],
    ['=', 'other than 50\u202f%'],
    ['!=', 'exactly 50\u202f%'],
  ])('bad when %s 0.5, so the target is %s', (op, text) =>
    expect(targetText(steered(threshold(op, 0.5, 'warning'))!, percent)).toBe(text),
  )
  test('two sides', () =>
    expect(targetText(steered(threshold('<', 0.1, 'warning'), threshold('>', 0.2, 'warning'))!, percent)).toBe(
      'at least 10\u202f% and at most 20\u202f%',
    ))
  test.each([
    [[], ''],
    [[null], ''],
    [[0.01], 'on target'],
    [[0.05], 'warning: off target'],
    [[0.2], 'critical: off target'],
    [[0.01, null, 0.02], 'on target'],
    [[0.01, 0.2, 0.05], '2 of 3 off target, worst critical'],
  ])('%j is %s', (totals, text) => expect(standingText(rate, totals)).toBe(text))
})

describe('lines', () => {
  test('the target and what is critical', () =>
    expect(targetLines(rate, { kind: 'ratio' }, percent)).toEqual([
      { value: 0.03, label: 'target at most 3\u202f%', reach: true },
      { value: 0.15, label: 'critical above 15\u202f%', reach: false },
    ]))
  test('where the only threshold is critical it is the target', () =>
    expect(targetLines(floor, { kind: 'ratio' }, percent)).toEqual([
      { value: 0.5, label: 'target at least 50\u202f%', reach: true },
    ]))
  test('none for amounts, whose buckets are smaller than the whole', () => {
    expect(targetLines(rate, { kind: 'sum' }, percent)).toEqual([])
    expect(targetLines(null, { kind: 'ratio' }, percent)).toEqual([])
    expect(targetLines(rate, undefined, percent)).toEqual([])
  })
})
