import { type WireEvent, WorkflowBreakdown } from '@tidemark/contracts'
import { generator } from '@tidemark/packs/workflow-runs/generator'
import type { Page } from 'playwright-core'

const HOUR_MS = 3_600_000
const HOURS = 50
const TROUBLES = [20, 3].map((hoursAgo) => ({ hoursAgo, lastsMs: HOUR_MS / 2 }))

/** Two days of workflow runs that end at `now`, with two troubles in the last of them. */
export function workflowEvents(now: number): WireEvent[] {
  const incidents = TROUBLES.map(({ hoursAgo, lastsMs }) => {
    const from = now - hoursAgo * HOUR_MS
    return { from, to: from + lastsMs }
  })
  const made = generator.generate({ seed: 'screenshots', from: now - HOURS * HOUR_MS, to: now, incidents })
  return [...made].map(({ ts, ...event }) => ({ ...event, ts: new Date(ts).toISOString() }))
}

const isFinished = ({ type }: WireEvent): boolean => type === 'run_succeeded' || type === 'run_failed'

/** Waits until all of `events` are counted, then gives the project of a signed-in page a channel, targets and rules. */
export async function watchWorkflows(
  page: Page,
  { url, project, events }: { url: string; project: string; events: readonly WireEvent[] },
): Promise<void> {
  const call = async (path: string, data: object): Promise<{ result: { data: unknown } }> => {
    const response = await page.request.post(`${url}/trpc/${path}`, { data, headers: { origin: url } })
    if (!response.ok()) throw new Error(`${path} answered ${response.status()}: ${await response.text()}`)
    return response.json()
  }
  await waitForRuns(page, url, project, events.filter(isFinished).length)
  const made = await call('channel.create', { project, channel: { kind: 'log', name: 'Operations log' } })
  const { view } = made.result.data as { view: { id: string } }
  const targets = { targetSuccessPct: 99.5, targetP95Ms: 3000, errorBudgetPct: 0.5, window: '1d' }
  await call('workflowAnalytics.saveSliConfig', { projectId: project, workflowId: 'invoice-approval', ...targets })
  const rule = {
    severity: null,
    forSeconds: 0,
    keepFiringForSeconds: 600,
    intervalSeconds: 10,
    minSamples: 30,
    channelIds: [view.id],
    enabled: true,
  }
  const each = { kind: 'sli', scope: { of: 'each_workflow' }, window: '1d' }
  const all = { kind: 'sli', scope: { of: 'project' }, window: null }
  await call('alertRule.create', {
    project,
    rule: { ...rule, name: 'Each workflow keeps its targets', condition: each },
  })
  await call('alertRule.create', { project, rule: { ...rule, name: 'All workflows, over a week', condition: all } })
}

/** Waits until every one of `runs` finished runs is counted, in days as well as in minutes. */
async function waitForRuns(page: Page, url: string, project: string, runs: number): Promise<void> {
  const input = encodeURIComponent(JSON.stringify({ projectId: project, window: '7d' }))
  for (;;) {
    const response = await page.request.get(`${url}/trpc/workflowAnalytics.breakdown?input=${input}`)
    const { workflows } = WorkflowBreakdown.parse((await response.json()).result.data)
    if (workflows.reduce((sum, workflow) => sum + workflow.runs, 0) === runs) return
    await page.waitForTimeout(500)
  }
}
