import type { Severity, SliReading } from '@tidemark/contracts'

/** What is told about one service level, in the field names that receivers of workflow alerts already know. */
export type SliWebhookBody = {
  readonly severity: Severity
  readonly title: string
  readonly message: string
  readonly projectId: string
  /** null: all workflows of the project */
  readonly workflowId: string | null
  readonly metrics: Pick<SliReading, 'successPct' | 'p95Ms' | 'errorBudgetBurnPct'>
  readonly targets: Pick<SliReading['target'], 'successPct' | 'p95Ms'>
  /** UTC, whole seconds */
  readonly timestamp: string
}

export type SliMessageFacts = Pick<SliWebhookBody, 'projectId' | 'workflowId' | 'severity'> & {
  /** the moment of the transition, epoch ms */
  readonly at: number
  readonly resolved: boolean
}

type Indicator = { readonly name: string; readonly text: string; readonly violated: boolean }

const NOT_MEASURED = 'not measured'
const percent = (value: number | null) => (value === null ? NOT_MEASURED : `${value.toFixed(2)}%`)
const milliseconds = (value: number | null) => (value === null ? NOT_MEASURED : `${Math.round(value)}ms`)
/** UTC without fractions, as `2025-01-08T12:34:56Z`. */
export const wholeSeconds = (at: number | string) => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')

function indicatorsOf({ successPct, p95Ms, errorBudgetBurnPct, failedRuns, target }: SliReading): Indicator[] {
  return [
    {
      name: 'Success Rate',
      text: `${percent(successPct)} (target: ${target.successPct}%)`,
      // Where no failure at all is allowed there is no budget that could be burnt in part.
      violated: errorBudgetBurnPct === null ? failedRuns > 0 : errorBudgetBurnPct >= 100,
    },
    {
      name: 'P95 Latency',
      text: `${milliseconds(p95Ms)} (target: ${target.p95Ms}ms)`,
      violated: p95Ms !== null && p95Ms > target.p95Ms,
    },
  ]
}

function titleOf(violated: readonly Indicator[], resolved: boolean): string {
  if (resolved) return 'Workflow SLI Recovered'
  return ['Workflow SLI Violation', violated.map(({ name }) => name).join(', ')].filter(Boolean).join(': ')
}

/** Builds the body of an SLI notification: violated targets while it fires, all of them once it is resolved. Pure. */
export function buildSliMessage(reading: SliReading, facts: SliMessageFacts): SliWebhookBody {
  const { projectId, workflowId, severity, at, resolved } = facts
  const indicators = indicatorsOf(reading)
  const violated = indicators.filter((indicator) => indicator.violated)
  const lines = (resolved ? indicators : violated).map(({ name, text }) => `${resolved ? '✅' : '❌'} ${name}: ${text}`)
  const message = [
    `Service Level Indicator (SLI) targets ${resolved ? 'are met again' : 'have been violated'}:`,
    lines.join('\n'),
    [
      `Error Budget Burn: ${percent(reading.errorBudgetBurnPct)} (${reading.target.errorBudgetPct}% allowed)`,
      `Total Runs: ${reading.totalRuns}`,
      `Failed Runs: ${reading.failedRuns}`,
    ].join('\n'),
    `Window: ${wholeSeconds(reading.windowStart)} - ${wholeSeconds(reading.windowEnd)}`,
  ]
  return {
    severity,
    title: titleOf(violated, resolved),
    message: message.filter((part) => part !== '').join('\n\n'),
    projectId,
    workflowId,
    metrics: { successPct: reading.successPct, p95Ms: reading.p95Ms, errorBudgetBurnPct: reading.errorBudgetBurnPct },
    targets: { successPct: reading.target.successPct, p95Ms: reading.target.p95Ms },
    timestamp: wholeSeconds(at),
  }
}
