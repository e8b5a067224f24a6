import type { MetricResult, SliWindow, WorkflowOverview } from '@tidemark/contracts'
import { createCalendar } from '../calendar/calendar.ts'
import type { QueryProject } from '../query/query-context.ts'
import { askRuns, countRuns, type RunQuestion } from './ask-runs.ts'
import { readRunFacts } from './read-sli.ts'
import { showMs, showPercent, showShare } from './round.ts'
import { judgeServiceLevel } from './service-level.ts'
import type { SliContext } from './sli-context.ts'
import { windowEndingAt } from './sli-window.ts'
import { readConfigs, targetsOf } from './targets.ts'

export interface OverviewQuestion {
  readonly project: QueryProject
  /** null: all workflows */
  readonly workflow: string | null
  readonly window: SliWindow
  readonly now: number
}

async function readDocuments(context: SliContext, question: RunQuestion, kind: 'pdf' | 'docx') {
  const [success, failed] = await Promise.all([
    countRuns(context, question, `${kind}_succeeded`),
    countRuns(context, question, `${kind}_failures`),
  ])
  return { success, failed, successRate: showShare(success, failed) }
}

/** Whole days of the project's calendar that the window touches, the one that is still open last. */
async function readDays(context: SliContext, question: RunQuestion): Promise<WorkflowOverview['runsPerDay']> {
  const { project, range, now } = question
  const calendar = createCalendar(project)
  const days = { ...question, range: { from: calendar.bucketStart('1d', range.from), to: range.to } }
  const [succeeded, failed] = await Promise.all([
    askRuns(context, days, 'runs_succeeded', { bucket: '1d' }),
    askRuns(context, days, 'run_failures', { bucket: '1d' }),
  ])
  const at = (result: MetricResult, i: number) => result.groups[0]?.values[i] ?? null
  return succeeded.buckets.flatMap((start, i) => {
    const [good, bad] = [at(succeeded, i), at(failed, i)]
    // Nothing was collected on that day: not a day without runs.
    if (good === null && bad === null) return []
    const [success, failures] = [Math.round(good ?? 0), Math.round(bad ?? 0)]
    const partial = calendar.nextBucket('1d', start) > now
    return [{ date: calendar.localDate(start), runs: success + failures, success, failed: failures, partial }]
  })
}

const NOTHING_BEFORE = { successPct: null, p95Ms: null, totalRuns: 0, pdfSuccessPct: null }

/** The first hours of a new project are no week to compare the next one with. */
async function readPrevious(context: SliContext, question: RunQuestion): Promise<WorkflowOverview['previous']> {
  const { from, to } = question.range
  const before = { ...question, range: { from: from - (to - from), to: from } }
  const [collected, facts, pdf] = await Promise.all([
    askRuns(context, before, 'runs_finished'),
    readRunFacts(context, before),
    readDocuments(context, before, 'pdf'),
  ])
  if (collected.coverage === null || collected.coverage.from > before.range.from) return NOTHING_BEFORE
  return {
    successPct: showShare(facts.succeeded, facts.failed),
    p95Ms: showMs(facts.p95Ms),
    totalRuns: facts.succeeded + facts.failed,
    pdfSuccessPct: pdf.successRate,
  }
}

/** How the runs of a project or workflow are doing, rounded for show. Throws `unavailable`. */
export async function readOverview(
  context: SliContext,
  { project, workflow, window, now }: OverviewQuestion,
): Promise<WorkflowOverview> {
  const range = windowEndingAt(window, now)
  const question = { project, workflow, range, now }
  const [configOf, facts, previous, runsPerDay, pdf, docx, enqueued, dequeued] = await Promise.all([
    readConfigs(context, project.id),
    readRunFacts(context, question),
    readPrevious(context, question),
    readDays(context, question),
    readDocuments(context, question, 'pdf'),
    readDocuments(context, question, 'docx'),
    countRuns(context, question, 'queue_enqueued'),
    countRuns(context, question, 'queue_dequeued'),
  ])
  const level = judgeServiceLevel(facts, targetsOf(configOf(workflow)))
  return {
    sli: {
      ...level,
      successPct: showPercent(level.successPct),
      errorBudgetBurnPct: showPercent(level.errorBudgetBurnPct),
      p95Ms: showMs(facts.p95Ms),
      totalRuns: facts.succeeded + facts.failed,
    },
    previous,
    runsPerDay,
    runsToday: runsPerDay.find((day) => day.partial)?.runs ?? 0,
    documents: { pdf, docx },
    queue: { enqueued, dequeued },
    window: { start: new Date(range.from).toISOString(), end: new Date(range.to).toISOString(), duration: window },
  }
}
