import type { SeededEvent } from '@tidemark/contracts'
import { expect, test } from 'vitest'
import { evaluate } from '../../test/evaluate.ts'
import { createSeededWorld } from '../../test/seeded-world.ts'
import { narrativeGame } from './index.ts'
import { metrics } from './metrics.ts'

const { events } = createSeededWorld(narrativeGame)
type Props = Readonly<Record<string, unknown>>

/** What S0 asks for, counted by hand. */
const of = (type: string, where: Props = {}): SeededEvent[] =>
  events.filter((event) => event.type === type && Object.entries(where).every(([k, v]) => event.props[k] === v))
const count = (type: string, where: Props = {}) => of(type, where).length
const total = (type: string, measure: string) =>
  of(type).reduce((sum, { props }) => sum + Number(props[measure] ?? 0), 0)
const quantile = (type: string, measure: string, q: number) => {
  const values = of(type)
    .map(({ props }) => props[measure])
    .filter((value) => typeof value === 'number')
    .sort((a, b) => a - b)
  return values[Math.ceil(q * values.length) - 1]!
}
const turns = count('turn')

type Expected = readonly (readonly [name: keyof typeof metrics, value: number, stat?: 'p50' | 'p95'])[]
function expectMetrics(expected: Expected) {
  for (const [name, value, stat] of expected) expect(evaluate(metrics[name], events, stat), name).toBeCloseTo(value, 9)
}

test('turns, latency, tokens, retries, fallbacks and validator retries [KPI-01]', () => {
  expectMetrics([
    ['turns', turns],
    ['sessions', new Set(of('turn').map(({ session }) => session)).size],
    ['latency', quantile('turn', 'latency_ms', 0.5), 'p50'],
    ['latency', quantile('turn', 'latency_ms', 0.95), 'p95'],
    ['in_tokens', total('turn', 'in_tokens') / turns],
    ['out_tokens', total('turn', 'out_tokens') / turns],
    ['retries', total('turn', 'retries')],
    ['retry_rate', total('turn', 'retries') / turns],
    ['fallbacks', count('turn', { fallback: true })],
    ['fallback_rate', count('turn', { fallback: true }) / turns],
    ['validator_retries', total('turn', 'validator_retries')],
    ['validator_retry_rate', total('turn', 'validator_retries') / turns],
  ])
  expect(metrics.latency.unit).toBe('ms')
})

test('ticks, acts, choices, tool calls and simulation ticks per turn [KPI-02]', () => {
  expectMetrics([
    ['avg_ticks', total('turn', 'ticks') / turns],
    ['acts_per_turn', total('turn', 'acts') / turns],
    ['choices_per_turn', total('turn', 'choices') / turns],
    ['tool_calls_per_turn', total('turn', 'tool_calls') / turns],
    ['sim_ticks_per_turn', total('turn', 'sim_ticks') / turns],
  ])
})

test('loot, craft and vendor rates, party events, dialogue, gold and margins [KPI-03]', () => {
  expectMetrics([
    ['loot_rate', count('loot') / turns],
    ['craft_rate', count('craft') / turns],
    ['craft_success_rate', count('craft', { outcome: 'success' }) / count('craft')],
    ['vendor_trade_rate', count('vendor_trade') / turns],
    ['vendor_margin', total('vendor_trade', 'margin') / total('vendor_trade', 'price')],
    ['party_events', count('party_change')],
    ['dialogue_candidate_avg', total('dialogue', 'candidates') / count('dialogue')],
    ['dialogues', count('dialogue')],
    ['currency_inflow', total('turn', 'gold_in')],
    ['currency_outflow', total('turn', 'gold_out')],
  ])
})

test('romance consent and compliance, quests, quest nodes, soft-locks, cooldowns and dialogue diversity [KPI-04]', () => {
  const given = count('romance_scene', { consent: 'given' })
  const completed = count('quest_node', { status: 'completed' })
  const lines = [...Map.groupBy(of('dialogue'), ({ props }) => props.line).values()].map((group) => group.length)
  const n = count('dialogue')
  const bits = lines.reduce((sum, k) => sum - (k / n) * Math.log2(k / n), (lines.length - 1) / (2 * n * Math.LN2))
  expectMetrics([
    ['romance_consent_rate', given / (given + count('romance_scene', { consent: 'declined' }))],
    [
      'romance_compliance',
      count('romance_scene', { consent: 'given', played: true }) / count('romance_scene', { played: true }),
    ],
    ['quest_completion_rate', count('quest_ended', { outcome: 'completed' }) / count('quest_ended')],
    ['quest_node_dropoff', 1 - completed / count('quest_node', { status: 'entered' })],
    ['softlock_hints_rate', total('turn', 'softlock_hints') / turns],
    ['dialogue_cooldown_blocks', total('dialogue', 'cooldown_blocks')],
    ['dialogue_diversity', bits / Math.log2(lines.length)],
  ])
})

test('completion per adventure, from counts that merge [KPI-05]', () => {
  expect(metrics.completion_rate.kind).toBe('ratio')
  for (const adventure of new Set(of('turn').map(({ props }) => props.adventure))) {
    const own = events.filter(({ props }) => props.adventure === adventure)
    const rate = count('adventure_completed', { adventure }) / count('adventure_started', { adventure })
    expect(evaluate(metrics.completion_rate, own)).toBeCloseTo(rate, 12)
    expect(rate).toBeGreaterThan(0.05)
  }
})

test('stuck-rate: N turns in a row without objective progress, also per quest node [KPI-06]', () => {
  const stall = narrativeGame.stalls.stuck_rate!
  expect(stall).toMatchObject({ unit: 'session', steps: 8, breakdowns: ['quest_node'] })
  // Of a session that began before, the first turns are not seen.
  const begun = new Set(of('adventure_started').map(({ session }) => session))
  const seen = events.filter(({ session }) => begun.has(session))
  const sessions = Map.groupBy(seen, ({ session }) => session as string)
  const stuck = new Map<string, string>()
  for (const [session, told] of sessions) {
    let row: SeededEvent[] = []
    for (const event of told) {
      if (event.type === 'quest_node' && event.props.status === 'completed') row = []
      if (event.type !== 'turn') continue
      row.push(event)
      // The flag of the game is the ground truth of the row.
      expect(event.props.stuck).toBe(row.length >= stall.steps)
      if (row.length === stall.steps) stuck.set(session, String(row[0]?.props.quest_node))
    }
  }
  const rate = stuck.size / new Set(seen.filter(({ type }) => type === 'turn').map(({ session }) => session)).size
  expect(evaluate(metrics.stuck_sessions_rate, seen)).toBeCloseTo(rate, 12)
  const nodes = Map.groupBy(stuck.values(), (node) => node)
  const worst = [...nodes].toSorted((a, b) => b[1].length - a[1].length)[0]?.[0]
  expect(worst).toBe('the-mirror-maze')
})

test('economy velocity: gold delta and items per turn [KPI-07]', () => {
  expectMetrics([
    ['econ_velocity', (total('turn', 'gold_in') - total('turn', 'gold_out')) / turns],
    ['item_acquisition_rate', total('loot', 'items') / turns],
  ])
})

test('time to kill of fights that were won, played and simulated [KPI-08]', () => {
  expectMetrics([
    ['ttk', quantile('fight', 'ttk_ms', 0.5), 'p50'],
    ['ttk', quantile('fight', 'ttk_ms', 0.95), 'p95'],
  ])
  expect(count('fight', { source: 'sim' })).toBeGreaterThan(20)
  expect(of('fight', { outcome: 'lost' }).some(({ props }) => 'ttk_ms' in props)).toBe(false)
})

test('arc progress rate and ratio [KPI-09]', () => {
  expectMetrics([
    ['arc_progress_rate', count('arc_progress') / turns],
    ['arc_progress_ratio', total('arc_progress', 'reached') / count('arc_progress')],
  ])
})

test('choice entropy in bits, corrected for small samples [KPI-10 T-49]', () => {
  const options = [...Map.groupBy(of('choice'), ({ props }) => props.option).values()].map((group) => group.length)
  const n = count('choice')
  const bits = options.reduce((sum, k) => sum - (k / n) * Math.log2(k / n), 0)
  expectMetrics([['choice_entropy', bits + (options.length - 1) / (2 * n * Math.LN2)]])
  expect(metrics.choice_entropy).toMatchObject({ kind: 'entropy', scale: 'bits', unit: 'bits' })
  expect(bits).toBeGreaterThan(2)
})

test('recruits, dismissals and delegated checks [KPI-11]', () => {
  const checks = count('delegated_check')
  expectMetrics([
    ['recruits', count('party_change', { change: 'join' })],
    ['dismissals', count('party_change', { change: 'dismiss' })],
    ['party_recruits_rate', count('party_change', { change: 'join' }) / turns],
    ['delegated_checks', checks],
    ['delegated_success_rate', count('delegated_check', { outcome: 'success' }) / checks],
  ])
})

test('world events, region drift and the weather [KPI-12]', () => {
  expectMetrics([
    ['event_trigger_rate', count('world_event') / turns],
    ['region_drift', total('region_drift', 'drift') / count('region_drift')],
    ['weather', count('weather_change')],
  ])
  expect(new Set(of('weather_change').map(({ props }) => props.weather)).size).toBe(5)
})

test('a KPI is one definition that accepts filters: of part of the events it is the value of that part [KPI-13]', () => {
  const small = events.filter(({ props }) => props.model === 'narrator-small')
  const slow = evaluate(metrics.latency, small, 'p50')! / evaluate(metrics.latency, events, 'p50')!
  expect(slow).toBeLessThan(1)
  for (const { metric } of Object.values(narrativeGame.kpis))
    expect(evaluate(metrics[metric as keyof typeof metrics], small), metric).not.toBeNull()
})

test('token budget overruns, invalid retries and validator repairs [KPI-26]', () => {
  expectMetrics([
    ['token_overrun_rate', count('turn', { token_overrun: true }) / turns],
    ['invalid_retry_rate', count('turn', { invalid_retry: true }) / turns],
    ['validator_repair_rate', count('turn', { validator_repair: true }) / turns],
  ])
})
