import type { WireEvent } from '@tidemark/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { settle } from '../../test/rollup-rows.ts'
import { createWorld, type World } from '../../test/world.ts'
import { drainInbox } from '../ingest/drain-inbox.ts'
import { createWorkflowAnalytics, type WorkflowAnalytics } from './workflow-analytics.ts'

const NOW = Date.parse('2026-03-10T12:30:00Z')
let world: World
let analytics: WorkflowAnalytics

const ended = (type: 'run_succeeded' | 'run_failed', ts: string): WireEvent => ({
  id: crypto.randomUUID(),
  type,
  ts,
  props: { workflow: 'invoice', duration: 5 },
})

beforeAll(async () => {
  world = await createWorld({ clock: () => NOW })
  analytics = createWorkflowAnalytics({ pool: world.pools.query, catalog: world.catalog }, () => NOW)
})
afterAll(() => world.close())

test("days are those of the project's calendar: 23:45 and 00:15 in Kathmandu are two of them [C-12 KPI-16]", async () => {
  const project = { ...(await world.addProject('kathmandu', 'Asia/Kathmandu')), slug: 'kathmandu' }
  await world.door.accept(project, {
    events: [
      ended('run_succeeded', '2026-03-07T18:00:00Z'),
      ended('run_failed', '2026-03-07T18:30:00Z'),
      ended('run_succeeded', '2026-03-10T12:00:00Z'),
    ],
  })
  await drainInbox(world.context, { budgetMs: 10_000, concurrency: 1 })
  await settle(world)
  const question = { projectId: 'kathmandu', window: '7d' } as const
  const { runsPerDay, runsToday } = await analytics.overview(project, question)
  expect(runsPerDay).toEqual([
    { date: '2026-03-07', runs: 1, success: 1, failed: 0, partial: false },
    { date: '2026-03-08', runs: 1, success: 0, failed: 1, partial: false },
    // Nothing ran, but runs were collected.
    { date: '2026-03-09', runs: 0, success: 0, failed: 0, partial: false },
    { date: '2026-03-10', runs: 1, success: 1, failed: 0, partial: true },
  ])
  expect(runsToday).toBe(1)
  const { timeseries } = await analytics.timeseries(project, { ...question, bucket: '1d' })
  expect(timeseries.map(({ timestamp, runsCount }) => [timestamp, runsCount])).toEqual([
    ['2026-03-06T18:15:00.000Z', 1],
    ['2026-03-07T18:15:00.000Z', 1],
    ['2026-03-08T18:15:00.000Z', 0],
    ['2026-03-09T18:15:00.000Z', 1],
  ])
})

test('the first bucket of a series is whole, although the window begins inside it [API-03]', async () => {
  const project = { ...(await world.addProject('whole')), slug: 'whole' }
  const events = [ended('run_succeeded', '2026-03-09T01:00:00Z'), ended('run_succeeded', '2026-03-09T20:00:00Z')]
  await world.door.accept(project, { events })
  await drainInbox(world.context, { budgetMs: 10_000, concurrency: 1 })
  await settle(world)
  const { timeseries } = await analytics.timeseries(project, { projectId: 'whole', window: '1d', bucket: '1d' })
  expect(timeseries.map(({ timestamp, runsCount, open }) => [timestamp.slice(0, 10), runsCount, open])).toEqual([
    ['2026-03-09', 2, false],
    ['2026-03-10', 0, true],
  ])
})

test('the window before is there to compare with [API-02]', async () => {
  const project = { ...(await world.addProject('before')), slug: 'before' }
  const overview = () => analytics.overview(project, { projectId: 'before', window: '1d' })
  const send = async (events: WireEvent[]) => {
    await world.door.accept(project, { events })
    await drainInbox(world.context, { budgetMs: 10_000, concurrency: 1 })
    await settle(world)
  }
  await send([
    ...Array.from({ length: 3 }, () => ended('run_succeeded', '2026-03-08T13:00:00Z')),
    ended('run_failed', '2026-03-08T13:00:00Z'),
    ended('run_succeeded', '2026-03-10T12:00:00Z'),
  ])
  expect((await overview()).sli).toMatchObject({ totalRuns: 1, successPct: 100 })
  // Collected only through a part of it.
  expect((await overview()).previous).toMatchObject({ totalRuns: 0, successPct: null, p95Ms: null })
  await send([ended('run_succeeded', '2026-03-08T12:00:00Z')])
  expect((await overview()).previous).toMatchObject({ totalRuns: 4, successPct: 75, p95Ms: 5, pdfSuccessPct: null })
})

test('a project that never ran anything has no numbers, and no zeros either [API-02]', async () => {
  const project = { ...(await world.addProject('silent')), slug: 'silent' }
  const question = { projectId: 'silent', window: '30d' } as const
  expect(await analytics.overview(project, question)).toMatchObject({
    sli: {
      successPct: null,
      p95Ms: null,
      errorBudgetBurnPct: null,
      burnRate: null,
      totalRuns: 0,
      violatesTarget: false,
    },
    runsPerDay: [],
    documents: { pdf: { success: 0, failed: 0, successRate: null } },
  })
  expect((await analytics.timeseries(project, { ...question, bucket: '1h' })).timeseries).toEqual([])
  expect((await analytics.breakdown(project, question)).workflows).toEqual([])
})
