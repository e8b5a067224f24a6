import type { MetricResult, RunBucket, WorkflowTimeseries } from '@tidemark/contracts'
import { createCalendar } from '../calendar/calendar.ts'
import { askRuns } from './ask-runs.ts'
import { showMs, showShare } from './round.ts'
import type { SliContext } from './sli-context.ts'
import { windowEndingAt } from './sli-window.ts'
import type { OverviewQuestion } from './workflow-overview.ts'

/** Seven days of minutes. */
const MAX_BUCKETS = 10_081

/** Reads every column at once; each is one question of the one query path. */
async function readColumns(context: SliContext, { project, workflow, window, bucket, now }: TimeseriesQuestion) {
  const { from, to } = windowEndingAt(window, now)
  // Whole buckets: the rest of the first one would look like a dip.
  const range = { from: createCalendar(project).bucketStart(bucket, from), to }
  const question = { project, workflow, range, now }
  const fine = { ...context, maxBuckets: MAX_BUCKETS }
  const ask = (metric: Parameters<typeof askRuns>[2], stat: 'value' | 'p50' | 'p95' = 'value') =>
    askRuns(fine, question, metric, { bucket, stat })
  const [runsSuccess, runsError, durP50, durP95, pdfSuccess, pdfError, docxSuccess, docxError, enqueued, dequeued] =
    await Promise.all([
      ask('runs_succeeded'),
      ask('run_failures'),
      ask('run_duration', 'p50'),
      ask('run_duration', 'p95'),
      ask('pdf_succeeded'),
      ask('pdf_failures'),
      ask('docx_succeeded'),
      ask('docx_failures'),
      ask('queue_enqueued'),
      ask('queue_dequeued'),
    ])
  const counts = {
    runsSuccess,
    runsError,
    pdfSuccess,
    pdfError,
    docxSuccess,
    docxError,
    queueEnqueued: enqueued,
    queueDequeued: dequeued,
  }
  return { counts, durP50, durP95 }
}

export interface TimeseriesQuestion extends OverviewQuestion {
  readonly bucket: RunBucket
}

const valueAt = (result: MetricResult, i: number): number | null => result.groups[0]?.values[i] ?? null

/**
 * Runs, documents and queue by bucket, rounded for show. Buckets in which nothing was collected are left out: a gap is
 * not a zero. Throws `invalid_input` (more than 10,081 buckets), `unavailable`.
 */
export async function readTimeseries(context: SliContext, question: TimeseriesQuestion): Promise<WorkflowTimeseries> {
  const { counts, durP50, durP95 } = await readColumns(context, question)
  const names = Object.keys(counts) as (keyof typeof counts)[]
  const { buckets, openFrom } = counts.runsSuccess
  const timeseries = buckets.flatMap((start, i) => {
    if (names.every((name) => valueAt(counts[name], i) === null)) return []
    const row = Object.fromEntries(names.map((name) => [name, Math.round(valueAt(counts[name], i) ?? 0)])) as Record<
      keyof typeof counts,
      number
    >
    return {
      timestamp: new Date(start).toISOString(),
      runsCount: row.runsSuccess + row.runsError,
      ...row,
      durP50: showMs(valueAt(durP50, i)),
      durP95: showMs(valueAt(durP95, i)),
      successRate: showShare(row.runsSuccess, row.runsError),
      open: openFrom !== -1 && i >= openFrom,
    }
  })
  return { timeseries, bucket: question.bucket, window: question.window }
}
