import type { SliReading, WorkflowTimeseries } from '@tidemark/contracts'

/** A service level as tests need it: a quiet week that meets its targets. */
export const makeReading = (change: Partial<SliReading> = {}): SliReading => ({
  successPct: 99.5,
  p95Ms: 3200,
  errorBudgetBurnPct: 25,
  burnRate: 0.5,
  totalRuns: 1000,
  successfulRuns: 995,
  failedRuns: 5,
  windowStart: '2026-01-01T00:00:00.000Z',
  windowEnd: '2026-01-08T00:00:00.000Z',
  target: { successPct: 99, p95Ms: 5000, errorBudgetPct: 1 },
  violatesTarget: false,
  belowObjective: false,
  ...change,
})

type RunRow = WorkflowTimeseries['timeseries'][number]

/** One bucket, by its minute after the epoch. */
export const makeRow = (minute: number, change: Partial<RunRow> = {}): RunRow => ({
  timestamp: new Date(minute * 60_000).toISOString(),
  runsCount: 0,
  runsSuccess: 0,
  runsError: 0,
  durP50: null,
  durP95: null,
  pdfSuccess: 0,
  pdfError: 0,
  docxSuccess: 0,
  docxError: 0,
  queueEnqueued: 0,
  queueDequeued: 0,
  successRate: null,
  open: false,
  ...change,
})
