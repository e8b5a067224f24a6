import { expect, test } from 'vitest'
import { cellText } from './cell-text.ts'
import { makeResult } from './fixture.ts'
import { OTHER_COLOR, SINGLE_COLOR } from './palette.ts'
import { isEmpty, labelOf, prepareSeries } from './series.ts'

test('a null stays a null and open buckets are marked', () => {
  const [only] = prepareSeries(makeResult([{ values: [1, null, 0, 2] }], { openFrom: 3 }))
  expect(only?.points.map(({ v, open }) => [v, open])).toEqual([
    [1, false],
    [null, false],
    [0, false],
    [2, true],
  ])
  expect(only).toMatchObject({ label: 'Metric', color: SINGLE_COLOR, role: 'all' })
})

test('groups go before other, other is grey, and the "all" group is not drawn beside them', () => {
  const series = prepareSeries(
    makeResult([
      { values: [5], role: 'all' },
      { values: [1], role: 'other' },
      { values: [3], role: 'group', key: ['api', null] },
      { values: [1], role: 'group', key: ['worker', ''] },
    ]),
  )
  expect(series.map((one) => one.label)).toEqual(['api · (not set)', 'worker · (empty)', 'Other'])
  expect(series[2]?.color).toBe(OTHER_COLOR)
  expect(new Set(series.map((one) => one.key)).size).toBe(3)
})

test('at most eight groups are drawn', () => {
  const groups = Array.from({ length: 12 }, (_, i) => ({ values: [i], role: 'group' as const, key: [`g${i}`] }))
  expect(prepareSeries(makeResult(groups))).toHaveLength(8)
})

test.each([
  [null, '(not set)'],
  ['', '(empty)'],
  ['__other__', '(over budget)'],
  ['GET', 'GET'],
])('%s is labelled %s', (value, label) => {
  expect(labelOf(value)).toBe(label)
})

test('a value, one that is kept back and none are told apart [PRV-02 T-07]', () => {
  const [only] = prepareSeries(
    makeResult([{ values: [60, null, null], states: ['value', 'suppressed', 'none'], totalState: 'suppressed' }]),
  )
  expect(only?.points.map(({ v, keptBack }) => [v, keptBack === true])).toEqual([
    [60, false],
    [null, true],
    [null, false],
  ])
  expect(only?.points.map((point) => cellText(point, 'count', { locale: 'en' }))).toEqual(['60', 'hidden', 'no data'])
  expect(cellText(undefined, 'count', {})).toBe('no data')
})

test('nothing measured is empty, a measured zero and what is kept back are not', () => {
  expect(isEmpty(prepareSeries(makeResult([{ values: [null, null] }])))).toBe(true)
  expect(isEmpty(prepareSeries(makeResult([])))).toBe(true)
  expect(isEmpty(prepareSeries(makeResult([{ values: [0], total: 0 }])))).toBe(false)
  expect(isEmpty(prepareSeries(makeResult([{ values: [], total: 0 }])))).toBe(false)
  expect(isEmpty(prepareSeries(makeResult([{ values: [null], states: ['suppressed'] }])))).toBe(false)
  expect(isEmpty(prepareSeries(makeResult([{ values: [], totalState: 'suppressed' }])))).toBe(false)
})
