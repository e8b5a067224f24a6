import { incidentIn, type SeededEvent } from '@tidemark/contracts'
import { serviceHealth } from '@tidemark/packs/service-health/index'
import { wagering } from '@tidemark/packs/wagering/index'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { settle } from '../../test/rollup-rows.ts'
import { createWorld, type World } from '../../test/world.ts'
import { drainInbox } from '../ingest/drain-inbox.ts'
import { nearestRank } from '../sketch/nearest-rank.ts'

const HOUR_MS = 3_600_000
const FROM = Date.UTC(2026, 2, 10, 10)
const range = { from: FROM, to: FROM + HOUR_MS }
const made = [wagering, serviceHealth].flatMap(({ generator }) => [
  ...generator!.generate({ seed: 'views', ...range, incidents: [incidentIn(generator!, range)] }),
]) as SeededEvent[]
let world: World

const query = async (text: string) => (await world.pools.query.query<Record<string, unknown>>(text)).rows
const columnsOf = async (view: string) =>
  (
    await query(
      `SELECT column_name AS name FROM information_schema.columns WHERE table_name = '${view}' ORDER BY ordinal_position`,
    )
  ).map(({ name }) => name)

beforeAll(async () => {
  world = await createWorld({ packs: [wagering, serviceHealth], clock: () => range.to })
  const events = made.map(({ ts, ...event }) => ({ ...event, ts: new Date(ts).toISOString() }))
  for (let at = 0; at < events.length; at += 1_000)
    await world.door.accept(world.project, { events: events.slice(at, at + 1_000) })
  await drainInbox(world.context, { budgetMs: 60_000, concurrency: 1 })
  await settle(world)
})
afterAll(() => world.close())

describe('the views of the monitoring document', () => {
  test.each([
    [
      'alerts',
      'id rule_name metric value threshold severity status message details triggered_at acknowledged_at acknowledged_by resolved_at resolution_notes escalation_reason created_at',
    ],
    ['metrics_history', 'id metric_type value tags timestamp created_at'],
  ])('%s has its columns [TBL-13 TBL-14]', async (view, columns) =>
    expect((await columnsOf(view)).slice(0, -1)).toEqual(columns.split(' ')),
  )

  test.each([
    [
      'error_logs',
      ({ type, props }: SeededEvent) => type === 'error' || (type === 'platform_call' && props.outcome === 'failed'),
    ],
    ['health_checks', ({ type }: SeededEvent) => type === 'health_check' || type === 'subsystem_check'],
    ['compliance_events', ({ type }: SeededEvent) => type === 'compliance_event'],
    ['risk_scores_history', ({ type }: SeededEvent) => type === 'risk_score'],
  ])('%s holds every event of its kind, and nobody’s name [TBL-15]', async (view, isOwn) => {
    const rows = await query(`SELECT * FROM ${view}`)
    expect(rows.length).toBeGreaterThan(0)
    expect(rows).toHaveLength(made.filter(isOwn).length)
    expect(JSON.stringify(rows)).not.toMatch(/player-|client-/)
  })

  test('metrics_history tells each metric of each five minutes as counted by hand [TBL-14 KPI-20]', async () => {
    const rows = await query('SELECT metric_type, value::float8 AS value, tags, "timestamp" FROM metrics_history')
    expect(new Set(rows.map(({ metric_type }) => metric_type)).size).toBe(19)
    const at = new Date(FROM + HOUR_MS / 4)
    const near = made.filter(({ ts }) => at.getTime() <= ts && ts < at.getTime() + 300_000)
    const of = (type: string, where: Record<string, unknown> = {}) =>
      near.filter((e) => e.type === type && Object.entries(where).every(([name, value]) => e.props[name] === value))
    const told = new Map(
      rows.filter(({ timestamp }) => Number(timestamp) === Number(at)).map((row) => [row.metric_type, row.value]),
    )
    const moved = of('transaction', { status: 'completed' }).reduce((sum, { props }) => sum + Number(props.amount), 0)
    const calls = of('platform_call', { part: 'api' })
      .map(({ props }) => Number(props.duration))
      .sort((a, b) => a - b)
    expect(told.get('transaction_count')).toBe(of('transaction').length)
    expect(told.get('transaction_volume')).toBe(moved)
    expect(told.get('active_players')).toBe(new Set(of('game_round').map(({ actor }) => actor)).size)
    expect(told.get('game_win_rate')).toBeCloseTo(
      (100 * of('game_round', { outcome: 'win' }).length) / of('game_round').length,
      6,
    )
    expect(Number(told.get('api_latency_p99')) / calls[nearestRank(0.99, calls.length) - 1]!).toBeCloseTo(1, 1)
  })

  test('performance_metrics tells endpoints apart [TBL-15 KPI-17 OBS-04]', async () => {
    const rows = await query('SELECT endpoint, method, requests::int, errors::int, p95_ms FROM performance_metrics')
    const requests = made.filter(({ type, props }) => type === 'api_request' && props.route === '/checkout')
    const checkout = rows.find(({ endpoint, method }) => endpoint === '/checkout' && method === 'POST')
    expect(checkout).toMatchObject({
      requests: requests.length,
      errors: requests.filter(({ props }) => Number(props.status) >= 500).length,
    })
    expect(rows.every(({ p95_ms }) => Number(p95_ms) > 0)).toBe(true)
  })

  test('alerts tells an incident with the value that opened it, and the words of people [TBL-13]', async () => {
    await world.pools.work.query(`
      INSERT INTO alert_rule (id, project_id, name, condition, severity, for_seconds, keep_firing_for_seconds, interval_seconds, cooldown_seconds, min_samples, enabled)
      VALUES ('00000000-0000-7000-8000-000000000001', ${world.project.id}, 'transaction_error_rate_high',
        '{"kind":"metric","metric":"wagering.transaction_error_rate"}', 'critical', 300, 0, 60, 600, 30, true);
      INSERT INTO alert_instance (id, rule_id, labels, labels_hash, since)
      VALUES ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001', '{}', 'x', now());
      INSERT INTO alert_transition (id, instance_id, rule_id, project_id, instance_version, at, from_state, to_state, reason, value, threshold)
      VALUES ('00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001',
        ${world.project.id}, 1, '2026-03-10T10:25:00Z', 'pending', 'firing', 'fired', 0.075, 0.05);
      INSERT INTO incident (id, project_id, rule_id, instance_id, title, severity, state, labels, message, opened_at, resolved_at)
      VALUES ('00000000-0000-7000-8000-000000000004', ${world.project.id}, '00000000-0000-7000-8000-000000000001',
        '00000000-0000-7000-8000-000000000002', 't', 'emergency', 'resolved', '{}', 'm', '2026-03-10T10:25:00Z', '2026-03-10T11:00:00Z');
      INSERT INTO incident_event (id, incident_id, at, kind, text) VALUES
        ('00000000-0000-7000-8000-000000000005', '00000000-0000-7000-8000-000000000004', now(), 'move', 'Escalated to emergency. It spreads'),
        ('00000000-0000-7000-8000-000000000006', '00000000-0000-7000-8000-000000000004', now(), 'move', 'Resolved by hand. Pool grown')`)
    expect(
      await query(
        'SELECT rule_name, metric, value::text, threshold::text, severity, status, resolution_notes, escalation_reason FROM alerts',
      ),
    ).toEqual([
      {
        rule_name: 'transaction_error_rate_high',
        metric: 'wagering.transaction_error_rate',
        value: '0.07500000',
        threshold: '0.05000000',
        severity: 'emergency',
        status: 'resolved',
        resolution_notes: 'Pool grown',
        escalation_reason: 'It spreads',
      },
    ])
  })

  test('somebody who may only read reads the views and no table [TBL-15]', async () => {
    const { rows } = await world.pools.work.query<{ view: boolean; table: boolean }>(
      `SELECT has_table_privilege('tidemark_reader', 'metrics_history', 'SELECT') AS view,
        has_table_privilege('tidemark_reader', 'event', 'SELECT') AS table`,
    )
    expect(rows).toEqual([{ view: true, table: false }])
  })
})
