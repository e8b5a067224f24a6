import type { DashboardSpec, SeededEvent } from '@tidemark/contracts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluate, matching } from '../../test/evaluate.ts'
import { createSeededWorld, eventFaults, ruleTruths, within } from '../../test/seeded-world.ts'
import { dashboards } from './dashboards.ts'
import { events as specs } from './events.ts'
import { gameplay } from './index.ts'
import { metrics } from './metrics.ts'

const world = createSeededWorld(gameplay)
const { events, days, incident, generate } = world
const HOUR_MS = 3_600_000

const spec = (type: string) => specs.find((one) => one.type === type)!
const of = (type: string): SeededEvent[] => events.filter((event) => event.type === type)
const total = (type: string, measure: string) => of(type).reduce((sum, { props }) => sum + Number(props[measure]), 0)

describe('the made-up world', () => {
  test('the same seed makes the same events, and pieces of time are slices of the whole', () => {
    const cut = fc.integer({ min: days.from, max: days.to })
    fc.assert(
      fc.property(cut, fc.integer({ min: 0, max: 6 * HOUR_MS }), (from, length) => {
        const range = { from, to: Math.min(days.to, from + length) }
        expect(JSON.stringify(generate(range))).toBe(JSON.stringify(within(range, events)))
      }),
      { numRuns: 10, seed: 7 },
    )
    expect(generate({ seed: 'other', to: days.from + HOUR_MS })[0]?.id).not.toBe(events[0]?.id)
  })

  test('events are of declared types with declared values, every type comes up, every metric is plausible', () => {
    expect(events.flatMap((event) => [...eventFaults(specs, event)])).toEqual([])
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(specs.map(({ type }) => type)))
    expect(events.length / (2 * 86_400)).toBeLessThan(1)
    for (const [name, metric] of Object.entries(metrics)) {
      const value = evaluate(metric, events)
      expect(value, name).toBeGreaterThan(0)
      if (metric.unit === 'percent') expect(value, name).toBeLessThanOrEqual(1)
    }
  })

  test('each default rule is true all through the middle of the incident, and never outside', () => {
    const middle = { from: incident.from, to: incident.from + 90 * 60_000 }
    for (const [name, { true: held, all }] of ruleTruths(world, middle)) expect(held, name).toBe(all)
    for (const range of [
      { from: days.from, to: incident.from },
      { from: incident.to - HOUR_MS, to: days.to },
    ])
      for (const [name, { true: held }] of ruleTruths(world, range)) expect(held, name).toBe(0)
  })
})

describe('the taxonomy of the document', () => {
  const LIFECYCLE = ['session_start', 'session_end', 'session_crash', 'reconnect']
  const COMBAT = ['engage_enemy', 'ability_cast', 'damage_dealt', 'damage_taken', 'death']
  const COMMODITY = ['xp_gain', 'loot_drop', 'inventory_move', 'craft_result']
  const SOCIAL = ['party_create', 'party_join', 'emote_played', 'friend_invite']
  const HEARTBEAT = ['client_tick', 'aoi_population', 'snapshot_size']

  test('the session lifecycle is never sampled and says build, platform and shard [EVT-01]', () => {
    for (const type of LIFECYCLE) {
      expect(spec(type).sampling).toBeUndefined()
      expect(Object.keys(spec(type).dimensions)).toEqual(expect.arrayContaining(['build', 'platform', 'shard']))
    }
  })

  test('combat is sent by half of the players, against elites and bosses by all [EVT-02]', () => {
    for (const type of COMBAT)
      expect(spec(type).sampling).toEqual({
        group: 'play',
        rate: 0.5,
        always: [{ dimension: 'tier', op: 'in', values: ['elite', 'boss'] }],
      })
    expect(new Set(of('engage_enemy').map(({ props }) => props.tier))).toEqual(new Set(['normal', 'elite', 'boss']))
  })

  test('rank-ups are sent by all, commodity events by three in ten, decided by the player [EVT-03 SMP-02]', () => {
    expect(spec('skill_rank_up').sampling).toBeUndefined()
    for (const type of COMMODITY) expect(spec(type).sampling).toEqual({ group: 'play', rate: 0.3, always: [] })
  })

  test('social events need consent and are sent by half [EVT-04 PRV-07]', () => {
    for (const type of SOCIAL) {
      expect(spec(type)).toMatchObject({ consent: 'required', sampling: { group: 'play', rate: 0.5 } })
      expect(of(type).every(({ consent }) => consent === true)).toBe(true)
    }
    expect(specs.filter(({ consent }) => consent === 'required').map(({ type }) => type)).toEqual(SOCIAL)
  })

  test('heartbeats adapt: they start at a tenth and stop at three tenths [EVT-05 C-08]', () => {
    for (const type of HEARTBEAT)
      expect(spec(type).sampling).toEqual({ group: 'play', rate: 0.1, ceiling: 0.3, always: [] })
  })

  test('everything sampled is of one group, and funnels and cohorts stand on what is never sampled [C-06 T-08]', () => {
    const sampled = specs.flatMap(({ sampling }) => sampling ?? [])
    expect(new Set(sampled.map(({ group }) => group))).toEqual(new Set(['play']))
    const used = [
      ...Object.values(gameplay.funnels).flatMap(({ steps }) => steps.flatMap((step) => step.of)),
      ...Object.values(gameplay.cohorts).flatMap(({ born, returned }) => [...born, ...returned]),
    ]
    for (const { event } of used) expect(spec(event).sampling, event).toBeUndefined()
  })

  test('dimensions of the document; where somebody is counts as personal; no age, address or chat [DIM-04 PRV-04 PRV-05]', () => {
    const dimensions = new Map(specs.flatMap((one) => Object.entries(one.dimensions)))
    for (const name of ['class', 'region', 'playstyle', 'build', 'platform', 'shard', 'tier', 'country'])
      expect(dimensions.has(name), name).toBe(true)
    expect([...dimensions].filter(([, { personal }]) => personal).map(([name]) => name)).toEqual(['region', 'country'])
    const fields = specs.flatMap((one) => [...Object.keys(one.dimensions), ...Object.keys(one.measures)])
    for (const field of fields) expect(field).not.toMatch(/(^|_)(age|birth\w*|ip|address|chat|message|text|name)$/)
  })
})

test('onboarding: from the first session to the first combat win within seven days, per actor [KPI-14 FUN-03]', () => {
  const { steps, unit, withinMs, breakdowns } = gameplay.funnels.onboarding!
  expect({ unit, withinMs }).toEqual({ unit: 'actor', withinMs: 7 * 24 * HOUR_MS })
  expect(breakdowns).toEqual(expect.arrayContaining(['class', 'region', 'playstyle']))
  const [first, win] = steps.map((step) => matching(events, step.of))
  const newcomers = new Map(first!.map((event) => [event.actor, event.ts]))
  expect(newcomers.size).toBe(first!.length)
  const winners = new Set(win!.filter((e) => e.ts > newcomers.get(e.actor)!).map(({ actor }) => actor))
  expect(winners.size / newcomers.size).toBeGreaterThan(0.5)
  expect(winners.size).toBeLessThan(newcomers.size)
})

test('combat success, experience per hour and the economy [KPI-15]', () => {
  const ends = of('combat_end')
  const hours = (total('session_end', 'duration_ms') + total('session_crash', 'duration_ms')) / HOUR_MS
  const won = ends.filter(({ props }) => props.outcome === 'won').length
  for (const [name, value] of [
    ['combat_success_rate', won / ends.length],
    ['xp_velocity', total('xp_gain', 'xp') / hours],
    ['rank_ups_per_hour', of('skill_rank_up').length / hours],
    ['gold_per_hour', total('loot_drop', 'gold') / hours],
  ] as const)
    expect(evaluate(metrics[name], events), name).toBeCloseTo(value, 9)
})

test('what happens in a session: fewer at each step, counted per session [FUN-04]', () => {
  const { steps, unit } = gameplay.funnels.session!
  expect(unit).toBe('session')
  const counts = steps.map(() => 0)
  for (const told of Map.groupBy(events, ({ session }) => session).values()) {
    let next = 0
    for (const event of told)
      if (next < steps.length && matching([event], steps[next]!.of).length > 0) counts[next++]!++
  }
  for (const [at, n] of counts.entries()) expect(n).toBeLessThan(counts[at - 1] ?? Number.POSITIVE_INFINITY)
  expect(counts.at(-1)).toBeGreaterThan(100)
})

test('weekly cohorts by class, region and playstyle [COH-01 COH-02]', () => {
  const { born, period, by } = gameplay.cohorts.players!
  expect({ period, by }).toEqual({ period: 'week', by: ['class', 'region', 'playstyle'] })
  const newcomers = matching(events, born)
  for (const dimension of by) expect(new Set(newcomers.map(({ props }) => props[dimension])).size).toBeGreaterThan(2)
  // Once born, never again: those who come back were born before.
  const back = of('session_start').filter(({ props }) => props.first_session === false)
  expect(back.length).toBeGreaterThan(newcomers.length)
})

test('templates: session funnel, combat success rates, XP velocity [UI-19]', () => {
  const shows = (board: DashboardSpec) =>
    board.rows.flat().map((widget) => ('metric' in widget ? widget.metric : 'of' in widget ? widget.of : widget.kind))
  expect(shows(dashboards.session_funnel)).toEqual(expect.arrayContaining(['session', 'onboarding', 'players']))
  expect(shows(dashboards.combat).filter((what) => what === 'combat_success_rate').length).toBeGreaterThan(2)
  expect(shows(dashboards.xp_velocity).filter((what) => what === 'xp_velocity').length).toBeGreaterThan(2)
  for (const board of Object.values<DashboardSpec>(dashboards))
    for (const row of board.rows) expect(row.reduce((sum, { width }) => sum + width, 0)).toBe(12)
})
