import { z } from 'zod'
import { ProjectSlug } from './project.ts'
import { storableText } from './text.ts'

/** Rolling windows that a service level is judged over. */
export const SLI_WINDOWS = ['1d', '7d', '30d'] as const
export const SliWindow = z.enum(SLI_WINDOWS)
export type SliWindow = z.infer<typeof SliWindow>

/** Bucket sizes of the run time series. */
export const RUN_BUCKETS = ['1m', '5m', '1h', '1d'] as const
export const RunBucket = z.enum(RUN_BUCKETS)
export type RunBucket = z.infer<typeof RunBucket>

/** A workflow as senders name it. */
export const WorkflowId = storableText(256).min(1)

const Instant = z.iso.datetime()
const Count = z.int().nonnegative()
/** Percent, 0 to 100; null where nothing ran. */
const Percent = z.number().nullable()
const Milliseconds = z.number().nullable()

/** `projectId` is the project's slug. Without `workflowId` all workflows of the project count. */
const WorkflowScope = z.strictObject({ projectId: ProjectSlug, workflowId: WorkflowId.optional() })

export const WorkflowQuery = z.strictObject({ ...WorkflowScope.shape, window: SliWindow.default('7d') })
export type WorkflowQuery = z.infer<typeof WorkflowQuery>

export const WorkflowTimeseriesQuery = z.strictObject({ ...WorkflowQuery.shape, bucket: RunBucket.default('5m') })
export type WorkflowTimeseriesQuery = z.infer<typeof WorkflowTimeseriesQuery>

/** A service level over one window, computed from exact counts; rounded nowhere. */
export const SliReading = z.strictObject({
  successPct: Percent,
  p95Ms: Milliseconds,
  /** error % / ((100 - target %) + budget %) x 100; 100 and more violates the target */
  errorBudgetBurnPct: z.number().nullable(),
  /** error rate / (1 - objective): 1 uses up the budget exactly by the end of the window */
  burnRate: z.number().nullable(),
  totalRuns: Count,
  successfulRuns: Count,
  failedRuns: Count,
  windowStart: Instant,
  windowEnd: Instant,
  target: z.strictObject({ successPct: z.number(), p95Ms: z.number(), errorBudgetPct: z.number() }),
  /** errorBudgetBurnPct >= 100 or p95 above its target */
  violatesTarget: z.boolean(),
  /** success % below its target, though perhaps inside the budget */
  belowObjective: z.boolean(),
})
export type SliReading = z.infer<typeof SliReading>

export const SliConfigView = z.strictObject({
  /** null while the defaults apply */
  id: z.string().nullable(),
  projectId: z.string(),
  workflowId: z.string().nullable(),
  targetSuccessPct: z.number(),
  targetP95Ms: z.number(),
  errorBudgetPct: z.number(),
  window: SliWindow,
  /** where the targets come from */
  source: z.enum(['workflow', 'project', 'default']),
  createdAt: Instant.nullable(),
  updatedAt: Instant.nullable(),
})
export type SliConfigView = z.infer<typeof SliConfigView>

/** What applies where nobody has set targets. The table's columns have the same defaults. */
export const SLI_DEFAULTS = { targetSuccessPct: 99, targetP95Ms: 5000, errorBudgetPct: 1, window: '7d' } as const

export const SliConfigInput = z.strictObject({
  ...WorkflowScope.shape,
  targetSuccessPct: z.number().gt(0).max(100).multipleOf(0.000001).default(SLI_DEFAULTS.targetSuccessPct),
  targetP95Ms: z.int().min(1).max(86_400_000).default(SLI_DEFAULTS.targetP95Ms),
  errorBudgetPct: z.number().min(0).max(100).multipleOf(0.000001).default(SLI_DEFAULTS.errorBudgetPct),
  window: SliWindow.default(SLI_DEFAULTS.window),
})
export type SliConfigInput = z.infer<typeof SliConfigInput>

/** Success and failure of one kind of document; percent with one decimal. */
const DocumentCounts = z.strictObject({ success: Count, failed: Count, successRate: Percent })

/** Percentages and milliseconds of this answer are rounded for show: one decimal and whole ms. */
export const WorkflowOverview = z.strictObject({
  sli: z.strictObject({
    successPct: Percent,
    p95Ms: Milliseconds,
    errorBudgetBurnPct: z.number().nullable(),
    burnRate: z.number().nullable(),
    totalRuns: Count,
    violatesTarget: z.boolean(),
    belowObjective: z.boolean(),
  }),
  /** the window of the same length before this one, for trends; no numbers unless runs were collected through all of it */
  previous: z.strictObject({ successPct: Percent, p95Ms: Milliseconds, totalRuns: Count, pdfSuccessPct: Percent }),
  /** finished runs by day of the project's calendar; `runsToday` is the open one */
  runsPerDay: z.array(
    z.strictObject({ date: z.iso.date(), runs: Count, success: Count, failed: Count, partial: z.boolean() }),
  ),
  runsToday: Count,
  documents: z.strictObject({ pdf: DocumentCounts, docx: DocumentCounts }),
  queue: z.strictObject({ enqueued: Count, dequeued: Count }),
  window: z.strictObject({ start: Instant, end: Instant, duration: SliWindow }),
})
export type WorkflowOverview = z.infer<typeof WorkflowOverview>

export const WorkflowTimeseries = z.strictObject({
  timeseries: z.array(
    z.strictObject({
      timestamp: Instant,
      runsCount: Count,
      runsSuccess: Count,
      runsError: Count,
      durP50: Milliseconds,
      durP95: Milliseconds,
      pdfSuccess: Count,
      pdfError: Count,
      docxSuccess: Count,
      docxError: Count,
      queueEnqueued: Count,
      queueDequeued: Count,
      successRate: Percent,
      /** the bucket has not ended yet */
      open: z.boolean(),
    }),
  ),
  bucket: RunBucket,
  window: SliWindow,
})
export type WorkflowTimeseries = z.infer<typeof WorkflowTimeseries>

const SliHistoryRow = z.strictObject({
  windowStart: Instant,
  windowEnd: Instant,
  successPct: Percent,
  p95Ms: Milliseconds,
  errorBudgetBurnPct: z.number().nullable(),
  createdAt: Instant,
})

export const WorkflowSli = z.strictObject({
  current: SliReading,
  config: SliConfigView,
  history: z.array(SliHistoryRow),
})
export type WorkflowSli = z.infer<typeof WorkflowSli>

/** One row per workflow of a project: where to look first. */
export const WorkflowBreakdown = z.strictObject({
  workflows: z.array(
    z.strictObject({
      workflowId: z.string(),
      runs: Count,
      failed: Count,
      successPct: Percent,
      p50Ms: Milliseconds,
      p95Ms: Milliseconds,
      errorBudgetBurnPct: z.number().nullable(),
      violatesTarget: z.boolean(),
      belowObjective: z.boolean(),
    }),
  ),
  window: SliWindow,
})
export type WorkflowBreakdown = z.infer<typeof WorkflowBreakdown>
