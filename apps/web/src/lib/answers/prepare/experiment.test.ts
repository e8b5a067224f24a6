import type { ExperimentComparison, ExperimentMetric, ExperimentResult } from '@tidemark/contracts'
import { expect, test } from 'vitest'
import { prepareExperiment, prepareOverlays, ratioText } from './experiment.ts'

const inference = (low: number, high: number) => ({ low, high, pValue: 0.5 })
const effect = (value: number, low: number, high: number) => ({
  effect: { value, standardError: 1, fixed: inference(0, 0), always: inference(low, high) },
})
const comparison = (change: Partial<ExperimentComparison>): ExperimentComparison => ({
  variation: 'lean',
  plain: { absolute: effect(-20, -30, -10), relative: effect(-0.2, -0.3, -0.1) },
  adjusted: null,
  correctedPValue: 0.01,
  detectable: 5,
  badge: 'significant',
  reason: 'why',
  ...change,
})
const result = (better: ExperimentMetric['better'], ...comparisons: ExperimentComparison[]) =>
  ({
    control: 'control',
    metrics: [
      {
        metric: 'in_tokens',
        unit: 'count',
        currency: null,
        better,
        arms: [
          { variation: 'control', status: 'shown', value: 100, adjusted: null },
          { variation: 'lean', status: 'suppressed', value: null, adjusted: null },
        ],
        comparisons,
      },
    ],
  }) as unknown as ExperimentResult

test.each([
  ['lower', 'significant', 'good'],
  ['higher', 'significant', 'bad'],
  ['neither', 'significant', 'warn'],
  ['lower', 'not yet', 'muted'],
  ['lower', 'invalid: ratio mismatch', 'bad'],
] as const)('better %s, %s', (better, badge, tone) => {
  expect(prepareExperiment(result(better, comparison({ badge }))).map((row) => row.tone)).toEqual([tone])
})

test('a difference with its interval; what is kept back says so', () => {
  const [row] = prepareExperiment(result('lower', comparison({})))
  expect(row).toMatchObject({ control: '100', value: 'kept back', reason: 'why' })
  expect(row?.difference).toEqual({
    text: '−20\u202f%',
    interval: '−30\u202f% to −10\u202f%',
    absolute: '−20 (−30 to −10)',
  })
})

test('the adjusted difference decides where there is one, and a missing one says why', () => {
  const missing = { missing: 'too few units' as const }
  const rows = prepareExperiment(
    result(
      'higher',
      comparison({ adjusted: { absolute: effect(5, 1, 9), relative: { missing: 'control is zero' } } }),
      comparison({ plain: { absolute: missing, relative: missing } }),
    ),
  )
  expect(rows.map(({ difference: { text, interval, absolute } }) => [text, interval, absolute])).toEqual([
    ['+5', '+1 to +9', '+5 (+1 to +9)'],
    ['–', '', 'too few units'],
  ])
})

test('parameters are means over all days, weighted; none told is none', () => {
  const day = (units: number | null, value: number | null) => ({
    date: '2026-03-02',
    arms: [{ variation: 'lean', overlays: { status: 'shown', units, points: [{ name: 'token_budget', value }] } }],
  })
  const overlays = prepareOverlays({
    arms: [{ variation: 'control' }, { variation: 'lean' }],
    days: [day(10, 100), day(30, 200), day(null, null)],
  } as unknown as ExperimentResult)
  expect(overlays).toEqual([{ name: 'token_budget', values: [null, 175] }])
})

test.each([
  ['ok', 0.4312, 'Units fell to the arms as planned (p = 0.43).'],
  ['mismatch', 0.00001, 'Units did not fall to the arms as planned (p < 0.001): nothing below can be trusted.'],
  ['too few units', null, 'Too few units to tell whether they fell to the arms as planned.'],
] as const)('%s', (verdict, pValue, text) => {
  expect(ratioText({ sampleRatio: { verdict, chiSquare: null, pValue } } as ExperimentResult)).toBe(text)
})
