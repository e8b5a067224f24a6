import { expect, test } from 'vitest'
import { makeRow } from './fixture.ts'
import { cardSeries, durationSeries, outcomeSeries, runsTable, spanOf, zoomTo } from './run-series.ts'

const rows = [
  makeRow(0, { runsCount: 12, runsSuccess: 11, runsError: 1, durP50: 2100, durP95: 4500, pdfSuccess: 8, pdfError: 2 }),
  makeRow(1),
  makeRow(2, { runsCount: 4, runsSuccess: 4, durP50: 100, durP95: 200, open: true }),
]
const values = (series: { points: readonly { v: number | null }[] }) => series.points.map((point) => point.v)

test('runs are split by outcome, and no failure is a zero [UI-12]', () => {
  const [succeeded, failed] = outcomeSeries(rows, '1m')
  expect(succeeded).toMatchObject({ label: 'Succeeded', total: 15, samples: 16 })
  expect(failed).toMatchObject({ label: 'Failed', total: 1 })
  expect([values(succeeded!), values(failed!)]).toEqual([
    [11, 0, 4],
    [1, 0, 0],
  ])
  expect(succeeded!.points.map((point) => point.open)).toEqual([false, false, true])
  expect(succeeded!.points[2]).toEqual({ t: 120_000, v: 4, n: 4, open: true })
})

test('durations leave a gap where nothing ran and have no total [UI-13]', () => {
  const [p50, p95] = durationSeries(rows, '1m')
  expect([values(p50!), p50!.total]).toEqual([[2100, null, 100], null])
  expect(values(p95!)).toEqual([4500, null, 200])
})

test('the lines of the cards are fractions of their own denominator [UI-11]', () => {
  const { success, p95, pdf } = cardSeries(rows, '1m')
  expect(values(success)).toEqual([11 / 12, null, 1])
  expect(values(p95)).toEqual([4500, null, 200])
  expect(values(pdf)).toEqual([0.8, null, null])
  expect(pdf.points.map((point) => point.n)).toEqual([10, 0, 0])
})

test('what was not collected is a gap of its full length, and a collected zero is none [UI-12]', () => {
  const sparse = [
    makeRow(0, { runsCount: 1, runsSuccess: 1 }),
    makeRow(1),
    makeRow(4, { runsCount: 2, runsSuccess: 2 }),
  ]
  const [succeeded] = outcomeSeries(sparse, '1m')
  expect(succeeded!.points.map(({ t, v }) => [t / 60_000, v])).toEqual([
    [0, 1],
    [1, 0],
    [2, null],
    [3, null],
    [4, 2],
  ])
})

test('no buckets are no totals, and the window spans them', () => {
  expect(outcomeSeries([], '1m').map((series) => series.total)).toEqual([null, null])
  expect(spanOf([], { from: 5, to: 9 })).toEqual({ from: 5, to: 9 })
  expect(spanOf(rows, { from: 30_000, to: 180_000 })).toEqual({ from: 0, to: 180_000 })
})

test('zooming keeps the buckets that reach into a span [UI-12]', () => {
  const kept = (from: number, to: number) => zoomTo(rows, '1m', { from, to }).map((row) => Date.parse(row.timestamp))
  expect(kept(30_000, 90_000)).toEqual([0, 60_000])
  expect(kept(60_000, 180_000)).toEqual([60_000, 120_000])
})

test('an export keeps unknown values empty', () => {
  expect(runsTable(rows.slice(1, 2))[1]).toEqual(['1970-01-01T00:01:00.000Z', 0, 0, 0, null, null, null, 0, 0])
})
