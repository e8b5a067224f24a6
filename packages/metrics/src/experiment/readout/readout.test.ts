import { defineEvent, ExperimentQuery, ExperimentResult, type ExperimentSpec, match } from '@tidemark/contracts'
import { describe, expect, test } from 'vitest'
import { type ColumnEvent, toColumns } from '../../../test/experiment-columns.ts'
import { ExposureFold } from './attribution.ts'
import { readout } from './readout.ts'
import { experimentReportCsv } from './report-csv.ts'
import { OutcomeFold } from './unit-values.ts'

const HOUR = 3_600_000
const START = Date.parse('2026-03-01T00:00:00Z')
const seen = defineEvent({ type: 'seen', title: 'Seen', dimensions: {}, measures: {} })
const spec: ExperimentSpec = {
  title: 'Trials',
  exposure: match(seen),
  experiment: 'experiment',
  variation: 'variation',
  control: 'control',
  unit: 'actor',
  primary: ['orders'],
  secondary: [],
  maturesMs: HOUR,
  overlays: [],
}

/** Orders per unit of the control and of the treatment, exposed at the start of the range. */
function read(
  arms: readonly (readonly number[])[],
  { k = 3, strata = [[]] }: { k?: number; strata?: number[][] } = {},
) {
  const units = arms.flatMap((orders, variation) =>
    orders.map((count, i) => ({ variation, count, stratum: strata[variation]?.[i] ?? 0 })),
  )
  const exposures = new ExposureFold((set) => ({ variation: set % 3, stratum: Math.floor(set / 3), overlays: [] }), 0)
  exposures.add(
    toColumns(
      units.map(({ variation, stratum }, i): ColumnEvent => ({ unit: i + 1, at: START, set: stratum * 3 + variation })),
    ),
  )
  const attribution = exposures.finish()
  const outcomes = new OutcomeFold(
    attribution,
    () => [{ metric: 0, part: 'value', measure: -1, adds: 'one' }],
    ['mean'],
    HOUR,
  )
  outcomes.add(toColumns(units.map(({ count }, i): ColumnEvent => ({ unit: i + 1, at: START, set: 7, weight: count }))))
  const result = readout({
    declared: { id: 'shop.trials', pack: 'shop', spec },
    query: ExperimentQuery.parse({
      experiment: 'shop.trials',
      name: '=free shipping',
      range: { from: START, to: START + 2 * HOUR },
      mixBy: 'department',
    }),
    variations: ['control', 'free', 'rare'].map((variation) => ({ variation, weight: 1 })),
    strata: ['hard', 'easy', 'odd'],
    attribution,
    metrics: [
      {
        facts: {
          metric: 'shop.orders',
          title: 'Orders',
          unit: 'count',
          currency: null,
          better: 'higher',
          role: 'primary',
          correction: 'Holm',
        },
        columns: outcomes.metrics[0]!,
      },
    ],
    calendar: { timeZone: 'UTC', weekStart: 1 },
    asOf: START + 2 * HOUR,
    k,
  })
  const receipt = {
    title: 'Trials',
    definition: [],
    unit: 'actor',
    dataTime: 0,
    complete: true,
    events: 0,
    rawRange: { from: 0, to: 0 },
    timeZone: 'UTC',
    revision: 0,
    planHash: '',
    notices: [],
  }
  return ExperimentResult.parse({ ...result, receipt })
}

test('the report says what is hidden, what is empty and what is a number, and no name runs as a formula [EXP-04 T-07]', () => {
  const csv = experimentReportCsv(read([[1, 2, 3, 2], [2, 4, 3, 3], [9]]))
  const [head, ...lines] = csv.trimEnd().split('\r\n')
  const rows = lines.map((line) => {
    const cells = line.split(',')
    return Object.fromEntries(head!.split(',').map((name, i) => [name, cells[i]]))
  })
  expect(
    rows.map(({ variation, status, exposed, matured, value }) => [variation, status, exposed, matured, value]),
  ).toEqual([
    ['control', 'shown', '4', '4', '2'],
    ['free', 'shown', '4', '4', '3'],
    ['rare', 'suppressed', '', '', ''],
  ])
  expect(rows[0]).toMatchObject({
    name: "'=free shipping",
    as_of: '2026-03-01T02:00:00.000Z',
    badge: '',
    difference: '',
  })
  expect(rows[1]).toMatchObject({ difference: '1', relative: '0.5', badge: 'not yet', correction: 'Holm' })
  expect(Number(rows[1]?.difference_low)).toBeLessThan(0)
  expect(rows[2]).toMatchObject({ difference: '', no_difference_because: 'suppressed', badge: 'not yet' })
})

test('an empty arm is a line of its own [EXP-04 T-45]', () => {
  const csv = experimentReportCsv(read([[1, 2, 3], [2, 4, 3], []]))
  expect(csv.split('\r\n')[3]).toMatch(/,rare,empty,0,0,,,/)
})

describe('privacy', () => {
  test('a sum that one person brought is hidden in the arm and on its day [T-05]', () => {
    const { arms, metrics, days } = read([
      [1, 2, 3, 2],
      [100, 1, 1, 1],
      [1, 1, 1],
    ])
    expect(arms.map(({ status }) => status)).toEqual(['shown', 'shown', 'shown'])
    expect(metrics[0]?.arms.map(({ status, value }) => [status, value])).toEqual([
      ['shown', 2],
      ['suppressed', null],
      ['shown', 1],
    ])
    expect(days[0]?.arms[1]?.outcomes).toEqual({
      status: 'shown',
      units: 4,
      points: [{ name: 'shop.orders', status: 'suppressed', value: null }],
    })
  })

  test('the check of the split does not tell the size of a hidden arm [T-05]', () => {
    const even = Array.from({ length: 40 }, (_, i) => i % 4)
    expect(read([even, even, even]).sampleRatio).toEqual({ verdict: 'ok', chiSquare: 0, pValue: 1 })
    expect(read([even, even, [1]]).sampleRatio).toEqual({ verdict: 'mismatch', chiSquare: null, pValue: null })
  })

  test('with a hidden control there is nothing to compare with [T-05]', () => {
    const { metrics } = read([[1], [2, 4, 3, 3], [1, 2, 1]])
    for (const { plain, badge } of metrics[0]!.comparisons)
      expect([plain.absolute, badge]).toEqual([{ missing: 'suppressed' }, 'not yet'])
  })
})

describe('the mix', () => {
  const times = (count: number, value: number) => Array.from({ length: count }, () => value)
  // The control mostly applies where it is easy, the treatment where it is hard.
  const control = [...times(8, 9), ...times(4, 3)]
  const treatment = [...times(4, 10), ...times(8, 4)]
  const departments = [
    [...times(8, 1), ...times(4, 0)],
    [...times(4, 1), ...times(8, 0)],
  ]

  test('of strata explains a fall that no stratum shows [T-48]', () => {
    const [mix] = read([control, treatment], { strata: departments }).mix ?? []
    expect(mix).toMatchObject({
      metric: 'shop.orders',
      variation: 'free',
      total: -1,
      within: 1,
      mix: -2,
      reversed: true,
    })
    expect(mix?.strata.map(({ stratum, within }) => [stratum, within])).toEqual([
      ['hard', 0.5],
      ['easy', 0.5],
    ])
  })

  test('of few people is told together with the next stratum [T-48 T-05]', () => {
    const strata = departments.map((places) => [...places, 2])
    const [mix] =
      read(
        [
          [...control, 5],
          [...treatment, 5],
        ],
        { strata },
      ).mix ?? []
    expect(mix?.strata.map(({ stratum }) => stratum)).toEqual(['easy', null])
    expect(read([control, treatment], { strata: departments, k: 5 }).mix).toEqual([])
  })
})
