import type { DashboardSpec, DimensionOf } from '@tidemark/contracts'
import type { cohorts, experiments, funnels, slos, stalls } from './answers.ts'
import type { events } from './events.ts'
import type { metrics } from './metrics.ts'

type Board = DashboardSpec<{
  metric: keyof typeof metrics
  dimension: DimensionOf<(typeof events)[number]>
  funnel: keyof typeof funnels
  cohort: keyof typeof cohorts
  stall: keyof typeof stalls
  slo: keyof typeof slos
  subsystem: never
  experiment: keyof typeof experiments
}>

const board = { period: '24h', filters: ['world', 'adventure', 'locale', 'variation', 'model'] } as const

const overview: Board = {
  ...board,
  title: 'Overview',
  rows: [
    [
      { kind: 'slo', title: 'Latency', of: 'latency', width: 2 },
      { kind: 'slo', title: 'Valid at once', of: 'invalid_retry', width: 2 },
      { kind: 'slo', title: 'No fallback', of: 'fallback', width: 2 },
      { kind: 'slo', title: 'Unrepaired', of: 'validator_repair', width: 2 },
      { kind: 'slo', title: 'Token budget', of: 'token_overrun', width: 2 },
      { kind: 'tile', title: 'Stuck sessions', metric: 'stuck_sessions_rate', width: 2 },
    ],
    [
      { kind: 'area', title: 'Turns', metric: 'turns', breakdown: 'world', width: 6 },
      { kind: 'line', title: 'Sessions', metric: 'sessions', width: 6 },
    ],
    [
      { kind: 'line', title: 'Fallback rate', metric: 'fallback_rate', width: 4 },
      { kind: 'line', title: 'Retries per turn', metric: 'retry_rate', width: 4 },
      { kind: 'line', title: 'Latency p95', metric: 'latency', stat: 'p95', width: 4 },
    ],
    [
      { kind: 'bar', title: 'Fallbacks by model', metric: 'fallbacks', breakdown: 'model', width: 4 },
      { kind: 'funnel', title: 'From start to completion', of: 'game', width: 8 },
    ],
    [{ kind: 'incidents', title: 'Incidents', width: 12 }],
  ],
}

const narrative: Board = {
  ...board,
  title: 'Narrative health',
  rows: [
    [
      { kind: 'tile', title: 'Completion rate', metric: 'completion_rate', width: 3 },
      { kind: 'tile', title: 'Quest completion rate', metric: 'quest_completion_rate', width: 3 },
      { kind: 'tile', title: 'Choice entropy', metric: 'choice_entropy', width: 3 },
      { kind: 'tile', title: 'Dialogue diversity', metric: 'dialogue_diversity', width: 3 },
    ],
    [
      {
        kind: 'heatmap',
        title: 'Quest node drop-off',
        metric: 'quest_node_dropoff',
        breakdown: 'quest_node',
        width: 12,
      },
    ],
    [
      { kind: 'stall', title: 'Stuck-rate by quest node', of: 'stuck_rate', breakdown: 'quest_node', width: 6 },
      { kind: 'line', title: 'Soft-lock hints per turn', metric: 'softlock_hints_rate', width: 6 },
    ],
    [
      { kind: 'line', title: 'Dialogue cooldown blocks', metric: 'dialogue_cooldown_blocks', width: 4 },
      { kind: 'line', title: 'Arc progress ratio', metric: 'arc_progress_ratio', breakdown: 'arc', width: 4 },
      { kind: 'line', title: 'Romance consent rate', metric: 'romance_consent_rate', width: 4 },
    ],
    [
      { kind: 'retention', title: 'Players who come back', of: 'players', width: 8 },
      { kind: 'bar', title: 'Choices by option', metric: 'choices_made', breakdown: 'option', width: 4 },
    ],
  ],
}

const economy: Board = {
  ...board,
  title: 'Economy',
  rows: [
    [
      { kind: 'tile', title: 'Economy velocity', metric: 'econ_velocity', width: 3 },
      { kind: 'tile', title: 'Items acquired per turn', metric: 'item_acquisition_rate', width: 3 },
      { kind: 'tile', title: 'Craft success rate', metric: 'craft_success_rate', width: 3 },
      { kind: 'tile', title: 'Vendor margin', metric: 'vendor_margin', width: 3 },
    ],
    [
      { kind: 'area', title: 'Gold received', metric: 'currency_inflow', breakdown: 'world', width: 6 },
      { kind: 'area', title: 'Gold spent', metric: 'currency_outflow', breakdown: 'world', width: 6 },
    ],
    [
      { kind: 'line', title: 'Vendor margin by adventure', metric: 'vendor_margin', breakdown: 'adventure', width: 6 },
      {
        kind: 'line',
        title: 'Craft success by adventure',
        metric: 'craft_success_rate',
        breakdown: 'adventure',
        width: 6,
      },
    ],
    [
      { kind: 'line', title: 'Loot per turn', metric: 'loot_rate', width: 4 },
      { kind: 'line', title: 'Crafts per turn', metric: 'craft_rate', width: 4 },
      { kind: 'line', title: 'Vendor trades per turn', metric: 'vendor_trade_rate', width: 4 },
    ],
  ],
}

const party: Board = {
  ...board,
  title: 'Party and NPCs',
  rows: [
    [
      { kind: 'line', title: 'Recruits', metric: 'recruits', width: 6 },
      { kind: 'line', title: 'Dismissals', metric: 'dismissals', width: 6 },
    ],
    [
      { kind: 'bar', title: 'Delegated checks by outcome', metric: 'delegated_checks', breakdown: 'outcome', width: 4 },
      { kind: 'line', title: 'Delegated check success rate', metric: 'delegated_success_rate', width: 4 },
      { kind: 'bar', title: 'Recruits by NPC', metric: 'recruits', breakdown: 'npc', width: 4 },
    ],
    [
      { kind: 'line', title: 'Time to kill p50 by enemy', metric: 'ttk', stat: 'p50', breakdown: 'tier', width: 4 },
      { kind: 'line', title: 'Time to kill p95 by enemy', metric: 'ttk', stat: 'p95', breakdown: 'tier', width: 4 },
      { kind: 'table', title: 'Played and simulated', metric: 'ttk', stat: 'p50', breakdown: 'source', width: 4 },
    ],
  ],
}

const sim: Board = {
  ...board,
  title: 'World simulation',
  rows: [
    [
      { kind: 'line', title: 'World events per turn', metric: 'event_trigger_rate', breakdown: 'world', width: 6 },
      { kind: 'bar', title: 'World events', metric: 'world_events', breakdown: 'event', width: 6 },
    ],
    [
      { kind: 'line', title: 'Region drift', metric: 'region_drift', breakdown: 'zone', width: 6 },
      { kind: 'bar', title: 'Weather', metric: 'weather', breakdown: 'weather', width: 6 },
    ],
    [
      { kind: 'line', title: 'TIME_ADVANCE ticks per turn', metric: 'avg_ticks', width: 4 },
      { kind: 'line', title: 'Simulation ticks per turn', metric: 'sim_ticks_per_turn', width: 4 },
      { kind: 'line', title: 'Tool calls per turn', metric: 'tool_calls_per_turn', width: 4 },
    ],
  ],
}

const experimentsBoard: Board = {
  ...board,
  period: '7d',
  title: 'Experiments',
  rows: [
    [{ kind: 'experiment', title: 'Variations compared', of: 'experiments', width: 12 }],
    [{ kind: 'funnel', title: 'Funnel by variation', of: 'game', breakdown: 'variation', width: 12 }],
    [
      { kind: 'line', title: 'Input tokens by variation', metric: 'in_tokens', breakdown: 'variation', width: 6 },
      { kind: 'line', title: 'Completion by variation', metric: 'completion_rate', breakdown: 'variation', width: 6 },
    ],
  ],
}

/** The six boards of the document. */
export const dashboards = { overview, narrative, economy, party, sim, experiments: experimentsBoard }
