import type { WireEvent } from '@tidemark/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { settle } from '../../test/rollup-rows.ts'
import { createWorld, type World } from '../../test/world.ts'
import { drainInbox } from '../ingest/drain-inbox.ts'
import { listWorkflows } from './list-workflows.ts'
import { readSli } from './read-sli.ts'
import { readSliByWorkflow } from './read-sli-by-workflow.ts'
import type { SliContext } from './sli-context.ts'

const NOW = Date.parse('2026-03-10T12:34:56Z')
const DAY = 86_400_000
let world: World
let context: SliContext

const ended = (type: 'run_succeeded' | 'run_failed', workflow: string, at: number, duration: number): WireEvent => ({
  id: crypto.randomUUID(),
  type,
  ts: new Date(at).toISOString(),
  props: { workflow, duration },
})

beforeAll(async () => {
  world = await createWorld({ clock: () => NOW })
  context = { pool: world.pools.query, catalog: world.catalog }
  const recent = NOW - 90_000
  await world.door.accept(world.project, {
    events: [
      ...Array.from({ length: 197 }, (_, i) => ended('run_succeeded', 'invoice', recent, 100 + i)),
      ...Array.from({ length: 3 }, () => ended('run_failed', 'invoice', recent, 9000)),
      ...Array.from({ length: 10 }, () => ended('run_succeeded', 'letter', NOW - 3 * DAY, 50)),
      ...Array.from({ length: 5 }, () => ended('run_failed', 'letter', NOW - 7 * DAY - 120_000 + DAY, 50)),
    ],
  })
  await drainInbox(world.context, { budgetMs: 20_000, concurrency: 1 })
  await settle(world)
})
afterAll(() => world.close())

const read = (workflow: string | null, window: Parameters<typeof readSli>[1]['window'], now = NOW) =>
  readSli(context, { projectId: world.project.id, workflow, window, now })

describe('readSli', () => {
  test('counts exactly, per workflow and for the project, p95 within 1 % [SLO-01]', async () => {
    const invoice = await read('invoice', '1d')
    expect(invoice).toMatchObject({
      successPct: 98.5,
      errorBudgetBurnPct: 75,
      burnRate: 1.5,
      totalRuns: 200,
      successfulRuns: 197,
      failedRuns: 3,
      windowStart: '2026-03-09T12:34:00.000Z',
      windowEnd: '2026-03-10T12:34:56.000Z',
      target: { successPct: 99, p95Ms: 5000, errorBudgetPct: 1 },
      violatesTarget: false,
      belowObjective: true,
    })
    expect(Math.abs((invoice.p95Ms ?? 0) / 289 - 1)).toBeLessThan(0.01)
    expect(await read(null, '7d')).toMatchObject({ totalRuns: 215, failedRuns: 8 })
  })

  test('windows roll: what is older is out, what never ran is unknown [SLO-01]', async () => {
    expect(await read('letter', '1d')).toMatchObject({ totalRuns: 0, successPct: null, errorBudgetBurnPct: null })
    expect(await read('letter', '1d', NOW)).toMatchObject({ p95Ms: null, violatesTarget: false })
    expect(await read('letter', '7d')).toMatchObject({ totalRuns: 15 })
    expect(await read('letter', '7d', NOW + DAY)).toMatchObject({ totalRuns: 10, failedRuns: 0 })
    expect(await read('invoice', '5m')).toMatchObject({ totalRuns: 200 })
    expect(await read('invoice', '5m', NOW + 10 * 60_000)).toMatchObject({ totalRuns: 0 })
    expect(await read('nobody', '30d')).toMatchObject({ totalRuns: 0 })
  })

  test('targets come from the workflow, else the project, else the defaults; so does the window [SLO-02 TBL-09]', async () => {
    const { id } = await world.addProject('targets')
    const target = async (workflow: string | null) => {
      const { windowStart, windowEnd, ...reading } = await readSli(context, {
        projectId: id,
        workflow,
        window: null,
        now: NOW,
      })
      return { ...reading.target, days: Math.round((Date.parse(windowEnd) - Date.parse(windowStart)) / DAY) }
    }
    expect(await target('invoice')).toEqual({ successPct: 99, p95Ms: 5000, errorBudgetPct: 1, days: 7 })
    const insert = `INSERT INTO sli_config (id, project_id, workflow, target_success_pct, "window") VALUES (gen_random_uuid(), $1, $2, $3, $4)`
    await world.pools.work.query(insert, [id, null, '99.95', '30d'])
    expect(await target('invoice')).toEqual({ successPct: 99.95, p95Ms: 5000, errorBudgetPct: 1, days: 30 })
    await world.pools.work.query(insert, [id, 'invoice', '90', '1d'])
    expect(await target('invoice')).toEqual({ successPct: 90, p95Ms: 5000, errorBudgetPct: 1, days: 1 })
    expect(await target(null)).toMatchObject({ successPct: 99.95 })
    await expect(world.pools.work.query(insert, [id, null, '99', '7d'])).rejects.toThrow(/duplicate key/)
  })

  test('other projects see nothing of it [PLT-07]', async () => {
    const { id } = await world.addProject('stranger')
    expect(await readSli(context, { projectId: id, workflow: 'invoice', window: '7d', now: NOW })).toMatchObject({
      totalRuns: 0,
    })
    await expect(readSli(context, { projectId: 987, workflow: null, window: null, now: NOW })).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})

test('workflows that ran are listed [PLT-07]', async () => {
  const list = (days: number) =>
    listWorkflows(context, { projectId: world.project.id, from: NOW - days * DAY, to: NOW })
  expect(await list(7)).toEqual(['invoice', 'letter'])
  expect(await list(1)).toEqual(['invoice'])
})

test('the levels of all workflows are those of each, by its own targets and window [SLO-01 SLO-02]', async () => {
  const { id } = world.project
  const insert = `INSERT INTO sli_config (id, project_id, workflow, target_success_pct, "window") VALUES (gen_random_uuid(), $1, $2, $3, $4)`
  await world.pools.work.query(insert, [id, 'letter', '90', '1d'])
  const each = (window: '7d' | null, days: number) =>
    readSliByWorkflow(context, { projectId: id, window, listedFrom: NOW - days * DAY, now: NOW })
  for (const window of ['7d', null] as const) {
    const all = await each(window, 30)
    expect([...all.keys()].sort()).toEqual(['invoice', 'letter'])
    for (const [workflow, reading] of all)
      expect(reading).toEqual(await readSli(context, { projectId: id, workflow, window, now: NOW }))
  }
  // Listed, but nothing of it lies in the window of its targets.
  expect((await each(null, 30)).get('letter')).toMatchObject({ totalRuns: 0, successPct: null, p95Ms: null })
  expect([...(await each(null, 1)).keys()]).toEqual(['invoice'])
})
