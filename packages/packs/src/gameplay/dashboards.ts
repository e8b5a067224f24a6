import type { DashboardSpec, DimensionOf } from '@tidemark/contracts'
import type { cohorts, funnels, slos } from './answers.ts'
import type { events } from './events.ts'
import type { metrics } from './metrics.ts'

type Board = DashboardSpec<{
  metric: keyof typeof metrics
  dimension: DimensionOf<(typeof events)[number]>
  funnel: keyof typeof funnels
  cohort: keyof typeof cohorts
  stall: never
  slo: keyof typeof slos
  subsystem: never
  experiment: never
}>

const board = { period: '7d', filters: ['class', 'playstyle'] } as const

const sessionFunnel: Board = {
  ...board,
  filters: ['class', 'region', 'playstyle', 'platform', 'build', 'shard'],
  title: 'Session funnel',
  rows: [
    [
      { kind: 'tile', title: 'Sessions', metric: 'sessions', width: 3 },
      { kind: 'tile', title: 'Players', metric: 'players', width: 3 },
      { kind: 'tile', title: 'New players', metric: 'new_players', width: 3 },
      { kind: 'tile', title: 'Session length p50', metric: 'session_length', stat: 'p50', width: 3 },
    ],
    [
      { kind: 'funnel', title: 'What happens in a session', of: 'session', width: 6 },
      { kind: 'funnel', title: 'Onboarding', of: 'onboarding', width: 6 },
    ],
    [
      { kind: 'retention', title: 'Players who come back', of: 'players', width: 8 },
      { kind: 'line', title: 'Players who did something social', metric: 'social_players', width: 4 },
    ],
  ],
}

const combat: Board = {
  ...board,
  title: 'Combat success',
  rows: [
    [
      { kind: 'tile', title: 'Combat success rate', metric: 'combat_success_rate', width: 3 },
      { kind: 'tile', title: 'Encounters', metric: 'encounters', width: 3 },
      { kind: 'tile', title: 'Time to kill p50', metric: 'combat_ttk', stat: 'p50', width: 3 },
      { kind: 'tile', title: 'Deaths per enemy engaged', metric: 'death_rate', width: 3 },
    ],
    [
      { kind: 'line', title: 'Success by encounter tier', metric: 'combat_success_rate', breakdown: 'tier', width: 6 },
      { kind: 'line', title: 'Success by class', metric: 'combat_success_rate', breakdown: 'class', width: 6 },
    ],
    [
      { kind: 'table', title: 'Success by region', metric: 'combat_success_rate', breakdown: 'region', width: 4 },
      { kind: 'line', title: 'Damage per hit dealt', metric: 'damage_dealt_avg', breakdown: 'tier', width: 4 },
      { kind: 'line', title: 'Damage per hit taken', metric: 'damage_taken_avg', breakdown: 'tier', width: 4 },
    ],
  ],
}

const xpVelocity: Board = {
  ...board,
  title: 'XP velocity',
  rows: [
    [
      { kind: 'tile', title: 'Experience per hour', metric: 'xp_velocity', width: 3 },
      { kind: 'tile', title: 'Skills ranked up per hour', metric: 'rank_ups_per_hour', width: 3 },
      { kind: 'tile', title: 'Gold looted per hour', metric: 'gold_per_hour', width: 3 },
      { kind: 'tile', title: 'Craft success rate', metric: 'craft_success_rate', width: 3 },
    ],
    [
      { kind: 'line', title: 'Experience per hour by class', metric: 'xp_velocity', breakdown: 'class', width: 6 },
      {
        kind: 'line',
        title: 'Experience per hour by playstyle',
        metric: 'xp_velocity',
        breakdown: 'playstyle',
        width: 6,
      },
    ],
    [
      { kind: 'area', title: 'Experience by source', metric: 'xp_gained', breakdown: 'source', width: 4 },
      { kind: 'bar', title: 'Rank-ups by skill', metric: 'rank_ups', breakdown: 'skill', width: 4 },
      { kind: 'bar', title: 'Loot by rarity', metric: 'loot_drops', breakdown: 'rarity', width: 4 },
    ],
  ],
}

const technical: Board = {
  period: '24h',
  filters: ['platform', 'shard'],
  title: 'Sessions and clients',
  rows: [
    [
      { kind: 'slo', title: 'Sessions without a crash', of: 'crash_free', width: 4 },
      { kind: 'slo', title: 'Round trips within 200 ms', of: 'round_trip', width: 4 },
      { kind: 'tile', title: 'Reconnects', metric: 'reconnects', width: 4 },
    ],
    [
      { kind: 'line', title: 'Crash rate', metric: 'crash_rate', width: 6 },
      { kind: 'line', title: 'Round trip p95 by shard', metric: 'rtt', stat: 'p95', breakdown: 'shard', width: 6 },
    ],
    [
      { kind: 'line', title: 'Frames per second p50', metric: 'fps', stat: 'p50', breakdown: 'platform', width: 4 },
      { kind: 'line', title: 'Entities in view', metric: 'entities_in_view', breakdown: 'shard', width: 4 },
      { kind: 'line', title: 'Snapshot size p95', metric: 'snapshot_bytes', stat: 'p95', width: 4 },
    ],
    [
      { kind: 'line', title: 'Sessions by shard', metric: 'sessions', breakdown: 'shard', width: 6 },
      { kind: 'incidents', title: 'Incidents', width: 6 },
    ],
  ],
}

/** The three templates of the document, and one for those who keep it running. */
export const dashboards = { session_funnel: sessionFunnel, combat, xp_velocity: xpVelocity, technical }
