import type { Range, RunBucket, WorkflowTimeseries } from '@tidemark/contracts'
import type { Point, Series } from '../../charts/prepare/series.ts'

export type RunRow = WorkflowTimeseries['timeseries'][number]

const MS: Record<RunBucket, number> = { '1m': 60_000, '5m': 300_000, '1h': 3_600_000, '1d': 86_400_000 }

interface Line {
  readonly key: string
  readonly label: string
  readonly color: string
  readonly value: (row: RunRow) => number | null
  readonly samples: (row: RunRow) => number
  /** null where the parts do not add up: percentiles and rates */
  readonly total: ((rows: readonly RunRow[]) => number) | null
}

/** What was not collected is left out of the answer; here it becomes a gap, one point per missing bucket. */
const withGaps = (points: readonly Point[], bucketMs: number): Point[] => {
  const filled: Point[] = []
  for (const point of points) {
    const last = filled.at(-1)
    const missing = last === undefined ? 0 : Math.round((point.t - last.t) / bucketMs) - 1
    for (let i = 1; i <= missing; i++) filled.push({ t: last!.t + i * bucketMs, v: null, n: 0, open: false })
    filled.push(point)
  }
  return filled
}

const makeSeries = (rows: readonly RunRow[], bucket: RunBucket, line: Line): Series => ({
  key: line.key,
  label: line.label,
  color: line.color,
  role: 'group',
  values: [line.key],
  points: withGaps(
    rows.map((row) => ({ t: Date.parse(row.timestamp), v: line.value(row), n: line.samples(row), open: row.open })),
    MS[bucket],
  ),
  total: line.total === null || rows.length === 0 ? null : line.total(rows),
  samples: rows.reduce((sum, row) => sum + line.samples(row), 0),
})

const runs = (row: RunRow): number => row.runsCount
const counted = (key: string, label: string, color: string, value: (row: RunRow) => number): Line => ({
  key,
  label,
  color,
  value,
  samples: runs,
  total: (rows) => rows.reduce((sum, row) => sum + value(row), 0),
})
const measured = (key: string, label: string, color: string, value: (row: RunRow) => number | null): Line => ({
  key,
  label,
  color,
  value,
  samples: runs,
  total: null,
})

const SUCCEEDED = counted('succeeded', 'Succeeded', 'var(--series-1)', (row) => row.runsSuccess)
const FAILED = counted('failed', 'Failed', 'var(--series-6)', (row) => row.runsError)
const P50 = measured('p50', 'p50', 'var(--series-3)', (row) => row.durP50)
const P95 = measured('p95', 'p95', 'var(--series-5)', (row) => row.durP95)
const SINGLE = 'var(--series-single)'
const SUCCESS = measured('success', 'Success rate', SINGLE, (row) =>
  row.runsCount === 0 ? null : row.runsSuccess / row.runsCount,
)
const pdfs = (row: RunRow): number => row.pdfSuccess + row.pdfError
const PDF: Line = {
  ...measured('pdf', 'PDF success', SINGLE, (row) => (pdfs(row) === 0 ? null : row.pdfSuccess / pdfs(row))),
  samples: pdfs,
}

/** Finished runs by outcome. */
export const outcomeSeries = (rows: readonly RunRow[], bucket: RunBucket): Series[] =>
  [SUCCEEDED, FAILED].map((line) => makeSeries(rows, bucket, line))

/** How long runs took. A bucket without runs is a gap. */
export const durationSeries = (rows: readonly RunRow[], bucket: RunBucket): Series[] =>
  [P50, P95].map((line) => makeSeries(rows, bucket, line))

/** The small lines of the cards; rates are fractions. */
export const cardSeries = (
  rows: readonly RunRow[],
  bucket: RunBucket,
): { readonly success: Series; readonly p95: Series; readonly pdf: Series } => ({
  success: makeSeries(rows, bucket, SUCCESS),
  p95: makeSeries(rows, bucket, { ...P95, color: SINGLE }),
  pdf: makeSeries(rows, bucket, PDF),
})

/** The window and every bucket that reaches into it. Epoch ms. */
export const spanOf = (rows: readonly RunRow[], window: Range): Range => ({
  from: Math.min(window.from, ...rows.slice(0, 1).map((row) => Date.parse(row.timestamp))),
  to: window.to,
})

/** The buckets that lie in a span at least in part. */
export const zoomTo = (rows: readonly RunRow[], bucket: RunBucket, span: Range): RunRow[] =>
  rows.filter((row) => {
    const from = Date.parse(row.timestamp)
    return from < span.to && from + MS[bucket] > span.from
  })

/** The rows as they are exported, times in UTC. */
export const runsTable = (rows: readonly RunRow[]): (string | number | null)[][] => [
  [
    'bucket_start',
    'runs',
    'succeeded',
    'failed',
    'success_rate_percent',
    'p50_ms',
    'p95_ms',
    'pdf_succeeded',
    'pdf_failed',
  ],
  ...rows.map((row) => [
    row.timestamp,
    row.runsCount,
    row.runsSuccess,
    row.runsError,
    row.successRate,
    row.durP50,
    row.durP95,
    row.pdfSuccess,
    row.pdfError,
  ]),
]
