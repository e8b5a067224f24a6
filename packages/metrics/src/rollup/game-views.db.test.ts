import { incidentIn, type SeededEvent, type WireEvent } from '@tidemark/contracts'
import { narrativeGame } from '@tidemark/packs/narrative-game/index'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { settle } from '../../test/rollup-rows.ts'
import { createWorld, type World } from '../../test/world.ts'
import { drainInbox } from '../ingest/drain-inbox.ts'
import { encodeHashes, estimateUnions } from '../sketch/hyperloglog.ts'
import { nearestRank } from '../sketch/nearest-rank.ts'

const HOUR_MS = 3_600_000
const FROM = Date.UTC(2026, 2, 10, 10)
const range = { from: FROM, to: FROM + 5 * HOUR_MS }
const generator = narrativeGame.generator!
const made = [...generator.generate({ seed: 'views', ...range, incidents: [incidentIn(generator, range)] })]
/** Half an hour from UTC: the day of the views is the project's. */
const TIME_ZONE = 'Asia/Kolkata'
let world: World

const toWire = ({ ts, ...event }: SeededEvent): WireEvent => ({ ...event, ts: new Date(ts).toISOString() })
const query = async (text: string, values: unknown[] = []) =>
  (await world.pools.query.query<Record<string, unknown>>(text, values)).rows

beforeAll(async () => {
  world = await createWorld({ packs: [narrativeGame], clock: () => range.to, timeZone: TIME_ZONE })
  for (let at = 0; at < made.length; at += 1_000)
    await world.door.accept(world.project, { events: made.slice(at, at + 1_000).map(toWire) })
  await drainInbox(world.context, { budgetMs: 60_000, concurrency: 1 })
  await settle(world)
})
afterAll(() => world.close())

const DIMENSIONS = ['world', 'adventure', 'model', 'experiment', 'variation'] as const
type Row = Record<string, unknown>
const textOf = (value: unknown): string => (value === null || value === undefined ? '' : String(value))
const keyOf = (row: Row): string => DIMENSIONS.map((dimension) => textOf(row[dimension])).join(' ')

/** Every column by brute force over the events of one scene. */
function expected(events: readonly SeededEvent[]) {
  const of = (type: string, where: Row = {}) =>
    events.filter((e) => e.type === type && Object.entries(where).every(([name, value]) => e.props[name] === value))
  const total = (type: string, measure: string) => of(type).reduce((sum, e) => sum + Number(e.props[measure] ?? 0), 0)
  const over = (part: number, whole: number) => (whole === 0 ? null : part / whole)
  const turns = of('turn').length
  const latency = of('turn').map((e) => Number(e.props.latency_ms))
  latency.sort((a, b) => a - b)
  const quantile = (q: number) => latency[nearestRank(q, turns) - 1] ?? null
  const sessions = (where: Row) => new Set(of('turn', where).map((e) => e.session)).size
  const asked = of('romance_scene', { consent: 'given' }).length + of('romance_scene', { consent: 'declined' }).length
  return {
    turns,
    sessions: sessions({}),
    p50_latency_ms: quantile(0.5),
    p95_latency_ms: quantile(0.95),
    avg_in_tokens: over(total('turn', 'in_tokens'), turns),
    avg_out_tokens: over(total('turn', 'out_tokens'), turns),
    retry_rate: over(total('turn', 'retries'), turns),
    fallback_rate: over(of('turn', { fallback: true }).length, turns),
    validator_retry_rate: over(total('turn', 'validator_retries'), turns),
    stuck_rate: over(sessions({ stuck: true }), sessions({})),
    avg_ticks: over(total('turn', 'ticks'), turns),
    tool_calls_per_turn: over(total('turn', 'tool_calls'), turns),
    acts_per_turn: over(total('turn', 'acts'), turns),
    choices_per_turn: over(total('turn', 'choices'), turns),
    softlock_hints_rate: over(total('turn', 'softlock_hints'), turns),
    econ_velocity: over(total('turn', 'gold_in') - total('turn', 'gold_out'), turns),
    craft_success_rate: over(of('craft', { outcome: 'success' }).length, of('craft').length),
    vendor_trade_rate: over(of('vendor_trade').length, turns),
    party_recruits_rate: over(of('party_change', { change: 'join' }).length, turns),
    dialogue_candidate_avg: over(total('dialogue', 'candidates'), of('dialogue').length),
    romance_consent_rate: over(of('romance_scene', { consent: 'given' }).length, asked),
    event_trigger_rate: over(of('world_event').length, turns),
  }
}
/** How far a column may lie from it: as many places as it has, and 1 % for what a sketch tells. */
const tolerance = (column: string, value: number): number => {
  if (column.startsWith('p')) return column.endsWith('_ms') ? 0.5 + value * 0.011 : 0.0001
  if (column === 'turns' || column === 'sessions') return 0
  return /^avg_(in|out)/.test(column) ? 0.51 : column.endsWith('_rate') ? 0.0001 : 0.0051
}

function expectRow(row: Row, events: readonly SeededEvent[], columns: readonly string[]) {
  const values: Row = expected(events)
  for (const column of columns) {
    const value = values[column] as number | null
    const at = `${column} of ${keyOf(row)}`
    if (value === null) expect(row[column], at).toBeNull()
    else expect(Math.abs(Number(row[column]) - value), at).toBeLessThanOrEqual(tolerance(column, value))
  }
}

const inViews = new Set(['turn', 'craft', 'vendor_trade', 'party_change', 'dialogue', 'romance_scene', 'world_event'])
const columnsOf = async (view: string) =>
  (
    await query(
      'SELECT column_name AS name FROM information_schema.columns WHERE table_name = $1 ORDER BY ordinal_position',
      [view],
    )
  ).map(({ name }) => name)

test("awf_rollup_daily: the document's columns, each what the events say, per scene and day of the project [TBL-01 C-25 C-28 T-01 T-03]", async () => {
  const measured = Object.keys(expected([]))
  expect(await columnsOf('awf_rollup_daily')).toEqual([
    ...['id', 'date', 'world', 'adventure', 'locale', 'model', 'experiment', 'variation', 'content_version'],
    ...measured,
    ...['created_at', 'updated_at', 'project_id'],
  ])
  const scenes = Map.groupBy(
    made.filter(({ type }) => inViews.has(type)),
    ({ props }) => keyOf(props),
  )
  const rows = await query("SELECT *, date::text AS day FROM awf_rollup_daily WHERE project_id = 'p1'")
  expect(new Set(rows.map(keyOf))).toEqual(new Set(scenes.keys()))
  expect(rows).toHaveLength(scenes.size)
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
  for (const row of rows) {
    expect(row).toMatchObject({ day: '2026-03-10', locale: null, content_version: expect.stringMatching(/^1\./) })
    expectRow(row, scenes.get(keyOf(row))!, measured)
  }
})

test("awf_rollup_hourly: the document's columns, hour by hour [TBL-02 C-25]", async () => {
  const measured = ['turns', 'sessions', 'p95_latency_ms', 'retry_rate', 'fallback_rate', 'stuck_rate']
  expect(await columnsOf('awf_rollup_hourly')).toEqual([
    ...['id', 'date_hour', 'world', 'adventure', 'locale', 'model', 'experiment', 'variation'],
    ...measured,
    ...['created_at', 'project_id'],
  ])
  const hours = Map.groupBy(
    made.filter(({ type }) => inViews.has(type)),
    ({ ts, props }) => `${Math.floor(ts / HOUR_MS)} ${keyOf(props)}`,
  )
  const rows = await query("SELECT * FROM awf_rollup_hourly WHERE project_id = 'p1'")
  const hourKey = (row: Row) => `${Number(row.date_hour) / HOUR_MS} ${keyOf(row)}`
  expect(new Set(rows.map(hourKey))).toEqual(new Set(hours.keys()))
  for (const row of rows) expectRow(row, hours.get(hourKey(row))!, measured)
})

test('no row tells of one language: small groups cannot be told apart by it [PRV-02 C-20]', async () => {
  expect(await query('SELECT count(*) AS n FROM awf_rollup WHERE locale IS NOT NULL')).toEqual([{ n: 0 }])
})

test('the reader may read the views and nothing else', async () => {
  const may = async (relation: string, what: string) =>
    (await query("SELECT has_table_privilege('tidemark_reader', $1, $2) AS may", [relation, what]))[0]?.may
  for (const view of ['awf_rollup_daily', 'awf_rollup_hourly', 'metrics_events', 'metrics_rollups', 'sli_windows']) {
    expect(await may(view, 'SELECT')).toBe(true)
    expect(await may(view, 'INSERT, UPDATE, DELETE')).toBe(false)
  }
  for (const table of ['event', 'rollup', 'project']) expect(await may(table, 'SELECT')).toBe(false)
})

describe('the distinct count in SQL', () => {
  const hash = fc.tuple(fc.nat(0xffff_ffff), fc.nat(0xffff_ffff))
  // Words whose last 20 bits are zero, one in a million, keep their rank beside them.
  const rare = fc.tuple(
    fc.nat(4095).map((word) => (word << 20) >>> 0),
    fc.oneof(fc.constant(0), fc.nat(0xffff), fc.nat(0xffff_ffff)),
  )
  const anySet = fc
    .oneof(
      fc.array(fc.oneof(hash, rare), { maxLength: 30 }),
      fc
        .tuple(fc.integer({ min: 500, max: 20_000 }), fc.nat(1e9))
        .map(([size, seed]) =>
          Array.from({ length: size }, (_, n): [number, number] => [
            Math.imul(n + seed, 0x9e3779b1) >>> 0,
            Math.imul(n ^ seed, 0x85ebca6b) >>> 0,
          ]),
        ),
    )
    .map((hashes) =>
      encodeHashes(
        Uint32Array.from(hashes, ([hi]) => hi),
        Uint32Array.from(hashes, ([, lo]) => lo),
      ),
    )

  test('is the estimate of the kernel, for any sets [T-04]', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anySet, { minLength: 1, maxLength: 3 }), async (sets) => {
        const [row] = await query('SELECT hyperloglog_distinct($1::bytea[]) AS n', [
          sets.map((set) => Buffer.from(set)),
        ])
        expect(row?.n).toBe(estimateUnions([sets]).all)
      }),
      { numRuns: 60 },
    )
    expect(await query("SELECT hyperloglog_distinct('{}') AS n")).toEqual([{ n: null }])
  })
})
