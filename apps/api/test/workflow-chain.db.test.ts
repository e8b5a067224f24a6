import { SLI_WINDOWS } from '@tidemark/contracts'
import {
  buildCatalog,
  Cascade,
  createIngestContext,
  createWorkflowAnalytics,
  drainInbox,
  projectsWithRuns,
  readSli,
  snapshotWindows,
  syncCatalog,
  type WorkflowAnalytics,
} from '@tidemark/metrics'
import { packs } from '@tidemark/packs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createFakeMetrics } from './fake-metrics.ts'
import { type IngestApp, startIngestApp } from './ingest-app.ts'

const RUNS = 1200
const FAILURES = 30
const catalog = buildCatalog(packs)

let app: IngestApp
let startedAt: number

const send = (events: readonly unknown[]) => app.send({ events })
const query = async (text: string) => (await app.pools.query.query<Record<string, unknown>>(text)).rows

beforeAll(async () => {
  const workflows: WorkflowAnalytics = {
    ...createFakeMetrics().workflows,
    // The database is there only once the app is.
    overview: (...question) => createWorkflowAnalytics({ pool: app.pools.query, catalog }).overview(...question),
  }
  app = await startIngestApp({ metrics: { ...createFakeMetrics(), workflows } })
  startedAt = Date.now() - 10 * 60_000
})
afterAll(() => app.close())

const ended = (i: number) => {
  const failed = i % (RUNS / FAILURES) === 0
  return {
    id: `run-${i}-ended`,
    type: failed ? 'run_failed' : 'run_succeeded',
    ts: new Date(startedAt + i * 100).toISOString(),
    correlationId: `run-${i}`,
    props: {
      workflow: i % 2 === 0 ? 'invoice' : 'letter',
      duration: 1000 + i,
      ...(failed ? { error_type: 'validation_error' } : { step_count: 3 }),
      // Not declared: it must not be kept, however deep it hides.
      customer: { email: 'ann@example.com', cards: [{ number: '4111111111111111' }] },
    },
  }
}

it('1,200 runs with 30 failures: from the door to the saved window they are 97.50 % and 125.00 % [PLT-06 SLO-01 SLO-03 C-01 EVT-06]', async () => {
  const batches = [0, 600].map((from) => Array.from({ length: 600 }, (_, i) => ended(from + i)))
  // Every batch twice: a retry changes nothing.
  for (const batch of [...batches, ...batches])
    expect((await send(batch)).json()).toMatchObject({ accepted: 600, rejected: [] })

  const slots = await syncCatalog(app.pools, catalog)
  await drainInbox(createIngestContext({ pools: app.pools, catalog, slots }), { budgetMs: 60_000, concurrency: 1 })
  await new Cascade(app.pools, Date.now).run({ budgetMs: 60_000, force: true })
  expect(
    await query(
      'SELECT type::text, count(*) AS n FROM metrics_events GROUP BY metrics_events.type ORDER BY metrics_events.type',
    ),
  ).toEqual([
    { type: 'run_succeeded', n: RUNS - FAILURES },
    { type: 'run_failed', n: FAILURES },
  ])
  expect(
    await query(
      `SELECT bucket::text, sum(runs_count)::int AS runs, sum(runs_error)::int AS failed FROM metrics_rollups r
       WHERE workflow_id IS NULL GROUP BY r.bucket ORDER BY r.bucket`,
    ),
  ).toEqual(['1m', '5m', '1h', '1d'].map((bucket) => ({ bucket, runs: RUNS, failed: FAILURES })))

  const context = { pool: app.pools.query, work: app.pools.work, catalog }
  const [projectId] = await projectsWithRuns(context)
  expect(projectId).toBeDefined()
  const reading = await readSli(context, { projectId: projectId!, workflow: null, window: '7d', now: Date.now() })
  expect(reading).toMatchObject({ totalRuns: RUNS, failedRuns: FAILURES, violatesTarget: true })
  expect([reading.successPct?.toFixed(2), reading.errorBudgetBurnPct?.toFixed(2)]).toEqual(['97.50', '125.00'])

  await snapshotWindows(context, { projectId: projectId!, workflow: null, windows: SLI_WINDOWS, now: Date.now() })
  const saved = await query(
    `SELECT "window"::text, round(success_pct, 2)::text AS success, round(error_budget_burn_pct, 2)::text AS burn, good, total
     FROM sli_windows w WHERE workflow_id IS NULL ORDER BY w."window"`,
  )
  expect(saved).toEqual(
    SLI_WINDOWS.map((window) => ({ window, success: '97.50', burn: '125.00', good: RUNS - FAILURES, total: RUNS })),
  )
})

it('what was not declared is nowhere [ING-22 TST-05]', async () => {
  const stored = await query('SELECT jsonb_agg(DISTINCT payload) AS payloads FROM metrics_events')
  expect(JSON.stringify(stored)).not.toMatch(/customer|ann@|4111/)
  await send([
    { ...ended(1), id: 'bad', props: { workflow: 'invoice', duration: 'soon', auth: { password: 'hunter2' } } },
  ])
  const [letter] = await query('SELECT body FROM event_rejected')
  expect(JSON.stringify(letter)).not.toContain('hunter2')
  expect(JSON.stringify(letter)).toContain('invoice')
})

it('the API shows what was saved, with one decimal [API-02 PLT-06]', async () => {
  const key = await app.addKey('main', 'read')
  const response = await app.http.inject({
    url: '/api/workflow-analytics/overview?projectId=main',
    headers: { authorization: `Bearer ${key}` },
  })
  expect(response.json().sli).toMatchObject({
    successPct: 97.5,
    errorBudgetBurnPct: 125,
    burnRate: 2.5,
    totalRuns: RUNS,
    violatesTarget: true,
    belowObjective: true,
  })
})
