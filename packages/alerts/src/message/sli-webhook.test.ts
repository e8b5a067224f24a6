import type { SliReading } from '@tidemark/contracts'
import { describe, expect, it, test } from 'vitest'
import { buildSliMessage, type SliMessageFacts } from './sli-webhook.ts'

const reading: SliReading = {
  successPct: 97.5,
  p95Ms: 6200,
  errorBudgetBurnPct: 125,
  burnRate: 2.5,
  totalRuns: 1234,
  successfulRuns: 1203,
  failedRuns: 31,
  windowStart: '2025-01-01T00:00:00.000Z',
  windowEnd: '2025-01-08T00:00:00.000Z',
  target: { successPct: 99, p95Ms: 5000, errorBudgetPct: 1 },
  violatesTarget: true,
  belowObjective: true,
}
const facts: SliMessageFacts = {
  projectId: 'uuid',
  workflowId: 'uuid',
  severity: 'critical',
  at: Date.parse('2025-01-08T12:34:56.789Z'),
  resolved: false,
}

test('the body is the documented one, field by field and byte by byte [NOT-05 ALR-11]', () => {
  const documented = {
    severity: 'critical',
    title: 'Workflow SLI Violation: Success Rate, P95 Latency',
    message:
      'Service Level Indicator (SLI) targets have been violated:\n\n❌ Success Rate: 97.50% (target: 99%)\n❌ P95 Latency: 6200ms (target: 5000ms)\n\nError Budget Burn: 125.00% (1% allowed)\nTotal Runs: 1234\nFailed Runs: 31\n\nWindow: 2025-01-01T00:00:00Z - 2025-01-08T00:00:00Z',
    projectId: 'uuid',
    workflowId: 'uuid',
    metrics: { successPct: 97.5, p95Ms: 6200, errorBudgetBurnPct: 125.0 },
    targets: { successPct: 99, p95Ms: 5000 },
    timestamp: '2025-01-08T12:34:56Z',
  }
  expect(JSON.stringify(buildSliMessage(reading, facts))).toBe(JSON.stringify(documented))
})

describe('what it names as violated', () => {
  const healthy = { ...reading, successPct: 99.5, errorBudgetBurnPct: 25, p95Ms: 3200 }
  const cases: { name: string; reading: SliReading; title: string; lines: string[] }[] = [
    {
      name: 'only the success rate',
      reading: { ...reading, p95Ms: 5000 },
      title: 'Workflow SLI Violation: Success Rate',
      lines: ['❌ Success Rate: 97.50% (target: 99%)'],
    },
    {
      name: 'only the latency, which is shown in whole milliseconds',
      reading: { ...healthy, p95Ms: 5000.6 },
      title: 'Workflow SLI Violation: P95 Latency',
      lines: ['❌ P95 Latency: 5001ms (target: 5000ms)'],
    },
    {
      name: 'a success rate below its target that burns exactly the budget',
      reading: { ...healthy, successPct: 98, errorBudgetBurnPct: 100 },
      title: 'Workflow SLI Violation: Success Rate',
      lines: ['❌ Success Rate: 98.00% (target: 99%)'],
    },
    {
      name: 'not a success rate below its target inside the budget',
      reading: { ...healthy, successPct: 98.5, errorBudgetBurnPct: 75, p95Ms: 6000 },
      title: 'Workflow SLI Violation: P95 Latency',
      lines: ['❌ P95 Latency: 6000ms (target: 5000ms)'],
    },
    {
      name: 'any failure where none is allowed',
      reading: { ...healthy, errorBudgetBurnPct: null, target: { successPct: 100, p95Ms: 5000, errorBudgetPct: 0 } },
      title: 'Workflow SLI Violation: Success Rate',
      lines: ['❌ Success Rate: 99.50% (target: 100%)'],
    },
    { name: 'nothing where nothing was measured', reading: nothing(), title: 'Workflow SLI Violation', lines: [] },
  ]
  it.each(cases)('$name', ({ reading: given, title, lines }) => {
    const body = buildSliMessage(given, facts)
    expect(body.title).toBe(title)
    expect(body.message.split('\n').filter((line) => line.startsWith('❌'))).toEqual(lines)
  })
})

it('lists every indicator once it is resolved', () => {
  const body = buildSliMessage(
    { ...reading, successPct: 99.5, errorBudgetBurnPct: 25, p95Ms: 3200, failedRuns: 6 },
    { ...facts, resolved: true, workflowId: null },
  )
  expect(body.title).toBe('Workflow SLI Recovered')
  expect(body.workflowId).toBeNull()
  expect(body.message).toBe(
    'Service Level Indicator (SLI) targets are met again:\n\n✅ Success Rate: 99.50% (target: 99%)\n✅ P95 Latency: 3200ms (target: 5000ms)\n\nError Budget Burn: 25.00% (1% allowed)\nTotal Runs: 1234\nFailed Runs: 6\n\nWindow: 2025-01-01T00:00:00Z - 2025-01-08T00:00:00Z',
  )
})

it('says that nothing was measured instead of a number', () => {
  const body = buildSliMessage(nothing(), facts)
  expect(body.metrics).toEqual({ successPct: null, p95Ms: null, errorBudgetBurnPct: null })
  expect(body.message).toContain('Error Budget Burn: not measured (1% allowed)')
})

function nothing(): SliReading {
  return { ...reading, successPct: null, p95Ms: null, errorBudgetBurnPct: null, totalRuns: 0, failedRuns: 0 }
}
