import type { DashboardSpec, WidgetSpec } from '@tidemark/contracts'
import { describe, expect, test } from 'vitest'
import { isBeyond, matching } from '../../test/evaluate.ts'
import { createSeededWorld, within } from '../../test/seeded-world.ts'
import { dashboards } from './dashboards.ts'
import { turn } from './events/turn.ts'
import { events as specs } from './events.ts'
import { narrativeGame } from './index.ts'
import { levers } from './steering.ts'

const { events, days, incident } = createSeededWorld(narrativeGame)

const SCENE = ['world', 'adventure', 'locale', 'model', 'experiment', 'variation', 'content_version']

test('every dimension of the document is kept on turns, what the filter bar needs on everything [DIM-01 DIM-06]', () => {
  const kept = (spec: (typeof specs)[number]) =>
    Object.entries(spec.dimensions)
      .filter(([, dimension]) => dimension.kept)
      .map(([name]) => name)
  expect(kept(turn)).toEqual(expect.arrayContaining([...SCENE, 'session_age_bucket']))
  for (const spec of specs)
    if (spec.type !== 'experiment_exposure') expect(kept(spec), spec.type).toEqual(expect.arrayContaining(SCENE))
  expect(turn.dimensions.locale.personal).toBe(true)
  const seen = (name: string) =>
    new Set(matching(events, [{ event: 'turn', where: [] }]).map(({ props }) => props[name]))
  for (const name of SCENE.slice(0, 6)) expect(seen(name).size, name).toBeGreaterThan(1)
  expect(seen('session_age_bucket').size).toBeGreaterThanOrEqual(3)
})

test.each([
  ['turns', 'turn'],
  ['TIME_ADVANCE ticks', 'turn', 'ticks'],
  ['acts', 'turn', 'acts'],
  ['choices offered', 'turn', 'choices'],
  ['choices made', 'choice'],
  ['tool calls', 'turn', 'tool_calls'],
  ['simulation ticks', 'turn', 'sim_ticks'],
  ['loot', 'loot', 'items'],
  ['craft', 'craft'],
  ['vendor', 'vendor_trade', 'price'],
  ['party events', 'party_change'],
  ['dialogue candidates', 'dialogue', 'candidates'],
  ['dialogue selected', 'dialogue'],
  ['romance consent', 'romance_scene'],
  ['quest completion', 'quest_ended'],
  ['quest-node progress', 'quest_node'],
  ['soft-lock hints', 'turn', 'softlock_hints'],
  ['dialogue cooldown blocks', 'dialogue', 'cooldown_blocks'],
  ['delegated checks', 'delegated_check'],
  ['world events', 'world_event'],
  ['region drift', 'region_drift', 'drift'],
  ['weather', 'weather_change'],
  ['tokens in', 'turn', 'in_tokens'],
  ['tokens out', 'turn', 'out_tokens'],
  ['retries', 'turn', 'retries'],
  ['validator retries', 'turn', 'validator_retries'],
])('%s: a typed event or measure of its own, and there are some [EVT-08]', (_, event, measure?: string) => {
  const told = matching(events, [{ event, where: [] }]).filter(({ props }) => measure === undefined || measure in props)
  expect(told.length).toBeGreaterThan(0)
})

test.each(['fallback', 'validator_repair', 'invalid_retry', 'token_overrun'])(
  '%s: a typed flag of the turn, and there are some [EVT-08]',
  (name) => {
    const turns = matching(events, [{ event: 'turn', where: [{ dimension: name, op: 'in', values: ['true'] }] }])
    expect(turns.length).toBeGreaterThan(0)
  },
)

test('nobody can send what players read or write, only names, lengths and counts [EVT-10 PRV-03]', () => {
  for (const spec of specs) {
    for (const [name, dimension] of Object.entries(spec.dimensions)) {
      expect(name).not.toMatch(/chat|message|content$|body|prompt|answer/)
      expect(dimension.budget, `${spec.type}.${name}`).toBeLessThanOrEqual(2000)
    }
    for (const name of Object.keys(spec.measures)) expect(name).not.toMatch(/(chat|message|text)$/)
  }
})

test('the funnel of the document, marked by what happens in the game: each step has fewer sessions, and some get through [FUN-01 EVT-09]', () => {
  const { steps, unit, breakdowns } = narrativeGame.funnels.game!
  const titles = ['Start', 'First choice', 'First NPC join', 'First craft', 'First vendor', 'First boss', 'Completion']
  expect(steps.map(({ title }) => title)).toEqual(titles)
  expect(unit).toBe('session')
  expect(breakdowns).toEqual(['adventure', 'world', 'experiment', 'variation'])
  const counts = steps.map(() => 0)
  for (const told of Map.groupBy(events, ({ session }) => session).values()) {
    let next = 0
    for (const event of told)
      if (next < steps.length && matching([event], steps[next]!.of).length > 0) counts[next++]!++
  }
  for (const [at, n] of counts.entries()) expect(n).toBeLessThan(counts[at - 1] ?? Number.POSITIVE_INFINITY)
  expect(counts.at(-1)! / counts[0]!).toBeGreaterThan(0.1)
})

describe('objectives', () => {
  const goodShare = (name: string, seen: typeof events): number => {
    const { sli } = narrativeGame.slos[name]!
    if (sli.kind === 'ratio') return matching(seen, sli.good).length / matching(seen, sli.total).length
    const values = matching(seen, sli.of).map(({ props }) => Number(props[sli.of[0]!.measure!]))
    return values.filter((value) => value <= sli.thresholdMs).length / values.length
  }

  test('of the document: met in calm days, missed in the incident; stuck-rate and overruns have thresholds [SLO-05]', () => {
    expect(Object.keys(narrativeGame.slos)).toEqual([
      'latency',
      'invalid_retry',
      'fallback',
      'validator_repair',
      'token_overrun',
    ])
    const calm = within({ from: days.from, to: incident.from }, events)
    for (const [name, { objective }] of Object.entries(narrativeGame.slos)) {
      expect(goodShare(name, calm), name).toBeGreaterThan(objective)
      expect(goodShare(name, within(incident, events)), name).toBeLessThan(objective)
    }
    const { kpis } = narrativeGame
    for (const name of ['stuck_rate', 'token_overrun_rate', 'latency_p95', 'fallback_rate', 'invalid_retry_rate'])
      expect(kpis[name]?.thresholds.map(({ severity }) => severity)).toEqual(['warning', 'critical'])
  })
})

test('a spike of fallbacks suggests to reduce the input token cap; every threshold and rule suggests something [TST-03 TST-01]', () => {
  const actions = (names: readonly string[]) => names.map((name) => levers[name as keyof typeof levers].action)
  expect(actions(narrativeGame.rules.fallback_spike!.levers).join('; ').toLowerCase()).toContain(
    'reduce input token cap by 10%',
  )
  for (const { thresholds } of Object.values(narrativeGame.kpis)) {
    const [warning, critical] = thresholds
    expect(isBeyond(critical!.value, warning!)).toBe(true)
    for (const threshold of thresholds) expect(actions(threshold.levers).length).toBeGreaterThan(0)
  }
  for (const rule of Object.values(narrativeGame.rules)) expect(actions(rule.levers).length).toBeGreaterThan(0)
})

describe('the boards of the document', () => {
  const filters = ['world', 'adventure', 'locale', 'variation', 'model']
  const shows = (board: DashboardSpec): string[] =>
    board.rows.flat().map((widget: WidgetSpec) => {
      const what = 'metric' in widget ? widget.metric : 'of' in widget ? widget.of : ''
      const split = 'breakdown' in widget ? widget.breakdown : undefined
      return [widget.kind, what, split ?? ''].join(' ').trim()
    })
  test.each([
    [
      'overview',
      'OverviewDashboard',
      [
        'slo latency',
        'slo fallback',
        'tile stuck_sessions_rate',
        'area turns world',
        'line fallback_rate',
        'line retry_rate',
        'incidents',
      ],
    ],
    [
      'narrative',
      'NarrativeHealthDashboard',
      [
        'heatmap quest_node_dropoff quest_node',
        'stall stuck_rate quest_node',
        'line softlock_hints_rate',
        'line dialogue_cooldown_blocks',
      ],
    ],
    [
      'economy',
      'EconomyDashboard',
      [
        'area currency_inflow world',
        'area currency_outflow world',
        'line vendor_margin adventure',
        'line craft_success_rate adventure',
      ],
    ],
    ['party', 'PartyNpcDashboard', ['line recruits', 'line dismissals', 'bar delegated_checks outcome']],
    ['sim', 'WorldSimDashboard', ['line event_trigger_rate world', 'bar weather weather', 'line region_drift zone']],
    ['experiments', 'ExperimentsDashboard', ['experiment experiments', 'funnel game variation']],
  ] as const)('the board %s is the %s [UI-01 UI-02 UI-03 UI-04 UI-05 UI-06]', (name, _, wanted) => {
    const board: DashboardSpec = dashboards[name]
    expect(board.filters).toEqual(filters)
    expect(shows(board)).toEqual(expect.arrayContaining([...wanted]))
    for (const row of board.rows) expect(row.reduce((sum, { width }) => sum + width, 0)).toBe(12)
  })
})

test('experiments are told by exposures of their own, with their parameters [EXP-03 EXP-06]', () => {
  const { exposure, overlays, control, primary } = narrativeGame.experiments.experiments!
  const exposures = matching(events, exposure)
  const told = new Set(exposures.flatMap(({ props }) => overlays.filter((overlay) => overlay in props)))
  expect(told).toEqual(new Set(['token_budget', 'tool_quota', 'party_cap']))
  expect(exposures.some(({ props }) => props.variation === control)).toBe(true)
  expect(primary.length).toBeGreaterThan(0)
})
