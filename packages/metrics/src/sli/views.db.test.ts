import type { WireEvent } from '@tidemark/contracts'
import { withTransaction } from '@tidemark/db'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { settle } from '../../test/rollup-rows.ts'
import { createWorld, type World } from '../../test/world.ts'
import { drainInbox } from '../ingest/drain-inbox.ts'
import { mergeEncodedSketches, quantileOfSketch, Sketch } from '../sketch/ddsketch.ts'
import { snapshotWindows } from './snapshot-windows.ts'

const NOW = Date.parse('2026-03-10T12:34:56Z')
let world: World

const send = (type: string, at: number, props: Record<string, unknown>, more: Partial<WireEvent> = {}): WireEvent => ({
  id: crypto.randomUUID(),
  type,
  ts: new Date(at).toISOString(),
  props,
  ...more,
})
const query = async (text: string, values: unknown[] = []) =>
  (await world.pools.query.query<Record<string, unknown>>(text, values)).rows

beforeAll(async () => {
  world = await createWorld({ clock: () => NOW })
  const at = NOW - 3 * 3_600_000
  const events = [
    ...Array.from({ length: 60 }, (_, i) => send('run_succeeded', at, { workflow: 'invoice', duration: i + 1 })),
    ...Array.from({ length: 20 }, (_, i) => send('run_failed', at, { workflow: 'letter', duration: 500 + i })),
    send('pdf_succeeded', at, { workflow: 'invoice', duration: 1 }),
    send('queue_enqueued', at, {}),
    send(
      'run_succeeded',
      at,
      { workflow: 'invoice', duration: 12.4, step_count: 3, secret: 'x' },
      { correlationId: 'run-7', actor: 'ann' },
    ),
    send('run_failed', at, { workflow: 'invoice', duration: 7, error_type: 'timeout' }),
    // Another pack's, which no condition on a view may stumble over.
    send('api_request', at, { method: 'GET', route: '/', status: 200 }),
  ]
  await world.door.accept(world.project, { events })
  await drainInbox(world.context, { budgetMs: 10_000, concurrency: 1 })
  await settle(world)
  await world.pools.work.query('ANALYZE dimension_set, event')
})
afterAll(() => world.close())

describe('the quantile in SQL', () => {
  const anyValue = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.double({ min: 0, max: 100_000, noNaN: true }),
    fc.constant(0),
    fc.integer({ min: -5, max: 5 }),
  )
  const anySketch = fc
    .array(fc.tuple(anyValue, fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 2 ** 40 }))), { maxLength: 40 })
    .map((values) => {
      const sketch = new Sketch()
      for (const [value, count] of values) sketch.add(value, count)
      return sketch.encode()
    })

  test('is the quantile of the kernel, for any sketches [TBL-08]', async () => {
    const q = fc.constantFrom(0, 0.5, 0.9, 0.95, 0.99, 1)
    await fc.assert(
      fc.asyncProperty(fc.array(anySketch, { minLength: 1, maxLength: 4 }), q, async (sketches, rank) => {
        const [row] = await query('SELECT ddsketch_quantile($1::bytea[], $2) AS value', [
          sketches.map((bytes) => Buffer.from(bytes)),
          rank,
        ])
        const expected = quantileOfSketch(mergeEncodedSketches(sketches), rank)
        if (expected === null || expected === 0) expect(row?.value).toBe(expected)
        // exp() of two libraries: the same bin, the last digits may differ.
        else expect(Math.abs(Number(row?.value) / expected - 1)).toBeLessThan(1e-9)
      }),
      { numRuns: 200 },
    )
  })
})

test('metrics_events: the columns of the document, nothing undeclared, no person [TBL-07 TBL-11 EVT-06]', async () => {
  expect(await query("SELECT * FROM metrics_events WHERE run_id = 'run-7'")).toEqual([
    {
      id: expect.any(String),
      tenant_id: 'o1',
      project_id: 'p1',
      workflow_id: 'invoice',
      run_id: 'run-7',
      type: 'run_succeeded',
      ts: new Date(NOW - 3 * 3_600_000),
      duration_ms: 12,
      payload: { step_count: 3 },
      created_at: expect.any(Date),
    },
  ])
  expect(
    await query("SELECT payload FROM metrics_events WHERE type = 'run_failed' AND workflow_id = 'invoice'"),
  ).toEqual([{ payload: { error_type: 'timeout' } }])
  expect(await query('SELECT count(*) AS n FROM metrics_events')).toEqual([{ n: 84 }])
})

test('metrics_rollups: counts and percentiles per workflow and for all, in every bucket [TBL-08 TBL-11 TST-05]', async () => {
  for (const bucket of ['1m', '5m', '1h', '1d']) {
    const rows = await query('SELECT * FROM metrics_rollups WHERE bucket = $1 ORDER BY workflow_id NULLS LAST', [
      bucket,
    ])
    expect(rows).toMatchObject([
      { workflow_id: 'invoice', runs_count: 62, runs_success: 61, runs_error: 1, pdf_success: 1, queue_enqueued: 0 },
      { workflow_id: 'letter', runs_count: 20, runs_success: 0, runs_error: 20 },
      { workflow_id: null, runs_count: 82, runs_success: 61, runs_error: 21, queue_enqueued: 1, queue_dequeued: 0 },
    ])
    expect(new Set(rows.map((row) => row.id)).size).toBe(3)
    const all = rows.at(-1)
    expect(Math.abs(Number(all?.dur_p50) - 39)).toBeLessThanOrEqual(1)
    expect(Math.abs(Number(all?.dur_p95) / 515 - 1)).toBeLessThan(0.01)
  }
})

test('sli_configs: the defaults of the document [TBL-09 SLO-02]', async () => {
  await world.pools.work.query('INSERT INTO sli_config (id, project_id) VALUES (gen_random_uuid(), $1)', [
    world.project.id,
  ])
  expect(await query('SELECT * FROM sli_configs')).toEqual([
    {
      id: expect.any(String),
      tenant_id: 'o1',
      project_id: 'p1',
      workflow_id: null,
      target_success_pct: '99.000000',
      target_p95_ms: 5000,
      error_budget_pct: '1.000000',
      window: '7d',
      created_at: expect.any(Date),
      updated_at: expect.any(Date),
    },
  ])
})

test('sli_windows: history is kept, one row per scope, window and hour [TBL-10 SLO-03 C-03]', async () => {
  const context = { pool: world.pools.query, work: world.pools.work, catalog: world.catalog }
  const snapshot = (now: number) =>
    snapshotWindows(context, { projectId: world.project.id, workflow: null, windows: ['1d', '7d'], now })
  await snapshot(NOW)
  await snapshot(NOW + 60_000)
  await snapshot(NOW + 3_600_000)
  const rows = await query(
    `SELECT workflow_id, "window", window_end, success_pct::float8 AS success, error_budget_burn_pct::float8 AS burn, good, total
     FROM sli_windows ORDER BY window_end, "window", workflow_id NULLS FIRST`,
  )
  expect(rows).toHaveLength(2 * 2 * 3)
  expect(rows[0]).toMatchObject({
    workflow_id: null,
    window: '1d',
    window_end: new Date(NOW + 60_000),
    good: 61,
    total: 82,
  })
  expect(rows[0]?.success).toBeCloseTo((61 * 100) / 82, 9)
  expect(rows[0]?.burn).toBeCloseTo((21 * 10_000) / (82 * 2), 9)
  expect(rows[2]).toMatchObject({ workflow_id: 'letter', success: 0, burn: 5000 })
})

test('reading is all that the views allow', async () => {
  for (const view of ['metrics_rollups', 'metrics_events', 'sli_windows'])
    await expect(withTransaction(world.pools.work, (tx) => tx.query(`DELETE FROM ${view}`))).rejects.toThrow()
})
