import { WorkflowBreakdown, WorkflowOverview, WorkflowSli, WorkflowTimeseries } from '@tidemark/contracts'
import { buildCatalog, createWorkflowAnalytics, snapshotWindows, type WorkflowAnalytics } from '@tidemark/metrics'
import { packs } from '@tidemark/packs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFakeMetrics } from './fake-metrics.ts'
import { ingestNow } from './ingest-now.ts'
import { codeOf, startTestApp, type TestApp } from './test-app.ts'

const NOW = Date.parse('2026-03-10T12:30:00Z')
const MINUTE = 60_000
const DAY = 86_400_000
const PREFIX = '/api/workflow-analytics'
const ENDPOINTS = ['overview', 'timeseries', 'sli', 'breakdown'] as const

let app: TestApp
let analytics: WorkflowAnalytics
const cookies = new Map<string, string>()
const keys = new Map<string, string>()

const event = (type: string, at: number, props: Record<string, unknown>) => ({
  id: crypto.randomUUID(),
  type,
  ts: new Date(at).toISOString(),
  props,
})
const many = (n: number, type: string, at: number, props: Record<string, unknown>) =>
  Array.from({ length: n }, () => event(type, at, props))

const get = (path: string, as: { cookie?: string; key?: string } = { cookie: cookies.get('viewer')! }) =>
  app.http.inject({
    url: `${PREFIX}/${path}`,
    headers: {
      ...(as.cookie === undefined ? {} : { cookie: as.cookie }),
      ...(as.key === undefined ? {} : { authorization: `Bearer ${as.key}` }),
    },
  })
const post = (body: unknown, cookie = '', headers: Record<string, string> = {}) =>
  app.http.inject({
    method: 'POST',
    url: `${PREFIX}/sli-config`,
    headers: { cookie, 'content-type': 'application/json', ...headers },
    payload: JSON.stringify(body),
  })

beforeAll(async () => {
  // The database is there only once the app is.
  const workflows: WorkflowAnalytics = {
    overview: (...question) => analytics.overview(...question),
    timeseries: (...question) => analytics.timeseries(...question),
    sli: (...question) => analytics.sli(...question),
    breakdown: (...question) => analytics.breakdown(...question),
  }
  app = await startTestApp({ metrics: { ...createFakeMetrics(), workflows } })
  analytics = createWorkflowAnalytics({ pool: app.pools.query, catalog: buildCatalog(packs) }, () => NOW)
  const shop = await app.addProject('shop')
  await app.addProject('theirs')
  const recent = NOW - 10 * MINUTE
  const yesterday = NOW - DAY
  await ingestNow(app.pools, shop, () => NOW, [
    ...many(215, 'run_succeeded', recent, { workflow: 'invoice', duration: 3200, step_count: 4 }),
    ...many(19, 'run_failed', recent, { workflow: 'invoice', duration: 3200, error_type: 'validation_error' }),
    ...many(1000, 'run_succeeded', yesterday, { workflow: 'letter', duration: 100 }),
    ...many(123, 'pdf_succeeded', recent, { workflow: 'invoice', duration: 900, file_size: 1000 }),
    ...many(2, 'pdf_failed', recent, { workflow: 'invoice', duration: 900, error_type: 'timeout' }),
    ...many(89, 'docx_succeeded', recent, { workflow: 'letter', duration: 900 }),
    ...many(1, 'docx_failed', recent, { workflow: 'letter', duration: 900 }),
    ...many(7, 'queue_enqueued', recent, {}),
    ...many(5, 'queue_dequeued', recent, { workflow: 'invoice' }),
  ])
  for (const role of ['viewer', 'editor', 'admin'] as const) cookies.set(role, await app.addPerson(role, 'shop', role))
  cookies.set('stranger', await app.addPerson('stranger', 'theirs', 'admin'))
  for (const kind of ['read', 'write'] as const) keys.set(kind, await app.addKey('shop', kind))
  keys.set('their read', await app.addKey('theirs', 'read'))
})
afterAll(() => app.close())

describe('overview', () => {
  it('has the fields and the rounding of the document [API-02 KPI-16 ING-25 TST-05]', async () => {
    const answer = WorkflowOverview.parse((await get('overview?projectId=shop')).json())
    expect(answer).toMatchObject({
      sli: { successPct: 98.5, errorBudgetBurnPct: 77, totalRuns: 1234, violatesTarget: false, belowObjective: true },
      documents: {
        pdf: { success: 123, failed: 2, successRate: 98.4 },
        docx: { success: 89, failed: 1, successRate: 98.9 },
      },
      queue: { enqueued: 7, dequeued: 5 },
      runsPerDay: [
        { date: '2026-03-09', runs: 1000, success: 1000, failed: 0, partial: false },
        { date: '2026-03-10', runs: 234, success: 215, failed: 19, partial: true },
      ],
      runsToday: 234,
      previous: { successPct: null, p95Ms: null, totalRuns: 0, pdfSuccessPct: null },
      window: { start: '2026-03-03T12:30:00.000Z', end: '2026-03-10T12:30:00.000Z', duration: '7d' },
    })
    expect(answer.sli.p95Ms).toBeGreaterThan(3168)
    expect(Number.isInteger(answer.sli.p95Ms)).toBe(true)
  })

  it.each([
    ['projectId=shop&workflowId=invoice', 234, 91.9],
    ['projectId=shop&workflowId=letter', 1000, 100],
    ['projectId=shop&workflowId=', 1234, 98.5],
    ['projectId=shop&window=1d', 1234, 98.5],
    ['projectId=shop&workflowId=letter&window=30d', 1000, 100],
    ['projectId=shop&workflowId=nobody', 0, null],
  ])('filters: %s [API-02 TST-05]', async (query, totalRuns, successPct) => {
    const { sli } = WorkflowOverview.parse((await get(`overview?${query}`)).json())
    expect(sli).toMatchObject({ totalRuns, successPct })
  })
})

describe('timeseries', () => {
  it('has the fields of the document, in buckets of 5 minutes over 7 days unless told [API-03 TST-05]', async () => {
    const answer = WorkflowTimeseries.parse((await get('timeseries?projectId=shop&workflowId=invoice')).json())
    expect(answer).toMatchObject({ bucket: '5m', window: '7d' })
    const at = answer.timeseries.find((row) => row.runsCount > 0)
    expect(at).toMatchObject({
      timestamp: '2026-03-10T12:20:00.000Z',
      runsCount: 234,
      runsSuccess: 215,
      runsError: 19,
      pdfSuccess: 123,
      pdfError: 2,
      docxSuccess: 0,
      successRate: 91.9,
      queueDequeued: 5,
    })
    expect(at?.durP50).toBe(at?.durP95)
  })

  it.each(['1m', '5m', '1h', '1d'] as const)('adds up in buckets of %s [API-03 TST-05]', async (bucket) => {
    const { timeseries } = WorkflowTimeseries.parse((await get(`timeseries?projectId=shop&bucket=${bucket}`)).json())
    expect(timeseries.reduce((sum, row) => sum + row.runsCount, 0)).toBe(1234)
    expect(timeseries.reduce((sum, row) => sum + row.runsError, 0)).toBe(19)
    // Nothing was collected before yesterday: gaps, not zeros.
    expect(Date.parse(timeseries[0]!.timestamp)).toBeGreaterThan(NOW - 2 * DAY)
    for (const row of timeseries) if (row.runsCount === 0) expect([row.durP95, row.successRate]).toEqual([null, null])
  })

  it('refuses a workflow that no text can name', async () => {
    expect((await get('timeseries?projectId=shop&workflowId=a%00b')).statusCode).toBe(400)
  })

  it('refuses a month of minutes and says what to do', async () => {
    const response = await get('timeseries?projectId=shop&bucket=1m&window=30d')
    expect([response.statusCode, response.json().error.message]).toEqual([400, expect.stringContaining('Use 5m')])
  })
})

describe('sli', () => {
  it('has the fields of the document, rounded nowhere, and the saved windows as numbers [API-04 SLO-03 C-03]', async () => {
    const context = { pool: app.pools.query, work: app.pools.work, catalog: buildCatalog(packs) }
    const { id } = await app.prisma.project.findUniqueOrThrow({ where: { slug: 'shop' } })
    await snapshotWindows(context, { projectId: id, workflow: null, windows: ['7d'], now: NOW })
    const answer = WorkflowSli.parse((await get('sli?projectId=shop')).json())
    expect(answer.current).toMatchObject({
      totalRuns: 1234,
      successfulRuns: 1215,
      failedRuns: 19,
      successPct: (1215 * 100) / 1234,
      windowStart: '2026-03-03T12:30:00.000Z',
      windowEnd: '2026-03-10T12:30:00.000Z',
      target: { successPct: 99, p95Ms: 5000, errorBudgetPct: 1 },
      violatesTarget: false,
    })
    expect(answer.config).toMatchObject({ id: null, source: 'default', targetSuccessPct: 99, window: '7d' })
    expect(answer.history).toMatchObject([
      {
        windowStart: '2026-03-03T12:30:00.000Z',
        windowEnd: '2026-03-10T12:30:00.000Z',
        successPct: answer.current.successPct,
        p95Ms: answer.current.p95Ms,
        errorBudgetBurnPct: answer.current.errorBudgetBurnPct,
      },
    ])
    const other = WorkflowSli.parse((await get('sli?projectId=shop&window=30d')).json())
    expect(other.history).toEqual([])
  })
})

it('breaks down by workflow, most failures first [API-02]', async () => {
  const answer = WorkflowBreakdown.parse((await get('breakdown?projectId=shop')).json())
  expect(
    answer.workflows.map(({ workflowId, runs, failed, successPct, violatesTarget }) => [
      workflowId,
      runs,
      failed,
      successPct,
      violatesTarget,
    ]),
  ).toEqual([
    ['invoice', 234, 19, 91.9, true],
    ['letter', 1000, 0, 100, false],
  ])
})

describe('sli-config', () => {
  const targets = { targetSuccessPct: 99.95, targetP95Ms: 3000, errorBudgetPct: 0.05, window: '30d' }

  it('is saved by editors and up, refused to everybody else [API-05 SLO-02 SEC-02 TST-05]', async () => {
    const outcomes = []
    for (const who of ['nobody', 'stranger', 'viewer', 'editor', 'admin']) {
      const response = await post({ projectId: 'shop', workflowId: `of-${who}`, ...targets }, cookies.get(who))
      outcomes.push([who, response.statusCode])
    }
    expect(outcomes).toEqual([
      ['nobody', 401],
      ['stranger', 404],
      ['viewer', 403],
      ['editor', 200],
      ['admin', 200],
    ])
    const byKey = await app.http.inject({
      method: 'POST',
      url: `${PREFIX}/sli-config`,
      headers: { authorization: `Bearer ${keys.get('read')}`, 'content-type': 'application/json' },
      payload: JSON.stringify({ projectId: 'shop', ...targets }),
    })
    expect(byKey.statusCode).toBe(401)
    expect(
      (await post({ projectId: 'shop', ...targets }, cookies.get('editor'), { origin: 'https://evil.example' }))
        .statusCode,
    ).toBe(403)
  })

  it('answers what holds now; a second save changes it, and audit says who [API-05 SLO-02 TBL-09]', async () => {
    const first = (await post({ projectId: 'shop', workflowId: 'invoice' }, cookies.get('editor'))).json()
    expect(first).toMatchObject({
      workflowId: 'invoice',
      targetSuccessPct: 99,
      targetP95Ms: 5000,
      errorBudgetPct: 1,
      window: '7d',
    })
    const second = (await post({ projectId: 'shop', workflowId: 'invoice', ...targets }, cookies.get('editor'))).json()
    expect(second).toMatchObject({ id: first.id, createdAt: first.createdAt, source: 'workflow', ...targets })
    const { config, current } = (await get('sli?projectId=shop&workflowId=invoice')).json()
    expect(config).toEqual(second)
    expect(current.target).toEqual({ successPct: 99.95, p95Ms: 3000, errorBudgetPct: 0.05 })
    const audit = await app.prisma.audit.findMany({ where: { action: 'sli_config.save', subject: first.id } })
    expect(audit).toHaveLength(2)
  })

  it.each([
    [{ targetSuccessPct: 0 }],
    [{ targetSuccessPct: 100.1 }],
    [{ targetP95Ms: 0.5 }],
    [{ errorBudgetPct: -1 }],
    [{ window: '2d' }],
    [{ tenantId: 'x' }],
  ])('refuses %j [API-05]', async (wrong) => {
    const response = await post({ projectId: 'shop', ...wrong }, cookies.get('editor'))
    expect([response.statusCode, codeOf(response)]).toEqual([400, 'invalid_input'])
  })
})

describe('access', () => {
  it.each(ENDPOINTS)('%s: members and read keys of the project, nobody else [PLT-07 TST-05 SEC-02]', async (name) => {
    const status = async (project: string, as: { cookie?: string; key?: string }) => {
      const response = await get(`${name}?projectId=${project}`, as)
      return response.statusCode === 200 ? 'ok' : codeOf(response)
    }
    expect(await status('shop', {})).toBe('unauthenticated')
    for (const role of ['viewer', 'editor', 'admin'])
      expect(await status('shop', { cookie: cookies.get(role)! })).toBe('ok')
    expect(await status('shop', { cookie: cookies.get('stranger')! })).toBe('not_found')
    expect(await status('theirs', { cookie: cookies.get('viewer')! })).toBe('not_found')
    expect(await status('no-such-project', { cookie: cookies.get('viewer')! })).toBe('not_found')
    expect(await status('shop', { key: keys.get('read')! })).toBe('ok')
    expect(await status('shop', { key: keys.get('write')! })).toBe('forbidden')
    expect(await status('shop', { key: keys.get('their read')! })).toBe('not_found')
    expect(await status('shop', { key: 'tm_read_nothing' })).toBe('unauthenticated')
  })

  it('of another project shows nothing of this one [PLT-07 TST-05]', async () => {
    const { sli, runsPerDay } = (await get('overview?projectId=theirs', { key: keys.get('their read')! })).json()
    expect([sli.totalRuns, sli.successPct, runsPerDay]).toEqual([0, null, []])
  })

  it.each(['overview', 'overview?projectId=', 'overview?projectId=Not%20A%20Slug'])(
    'needs a project: %s',
    async (path) => {
      expect((await get(path)).statusCode).toBe(404)
    },
  )

  it('refuses what it does not know', async () => {
    const response = await get('overview?projectId=shop&window=2d&tenantId=1')
    expect([response.statusCode, response.json().error.code]).toEqual([400, 'invalid_input'])
  })

  it('answers under /trpc what it answers here [API-02]', async () => {
    const rest = (await get('overview?projectId=shop')).json()
    const call = await app.call('workflowAnalytics.overview', {
      input: { projectId: 'shop' },
      cookie: cookies.get('viewer')!,
    })
    expect(call.json().result.data).toEqual(rest)
  })
})
