import type { DefaultRuleSpec, KpiSpec, LeverSpec } from '@tidemark/contracts'
import type { metrics } from './metrics.ts'

type MetricName = keyof typeof metrics
const HOUR_MS = 3_600_000

export const levers = {
  drain_shard: {
    title: 'Drain a shard',
    action: 'Send new sessions to other shards until round trips are short again',
  },
  roll_back_build: { title: 'Roll back', action: 'Roll back to the build before' },
  thin_heartbeat: { title: 'Heartbeat', action: 'Lower the heartbeat sampling to 10%' },
  easier_encounters: { title: 'Encounters', action: 'Lower enemy damage of normal encounters by 10%' },
  more_xp: { title: 'Experience', action: 'Raise experience from combat by 10%' },
  better_loot: { title: 'Loot', action: 'Raise the gold of common loot by 10%' },
} as const satisfies Record<string, LeverSpec>

type LeverName = keyof typeof levers

export const kpis: Record<string, KpiSpec<MetricName, LeverName>> = {
  combat_success_rate: {
    metric: 'combat_success_rate',
    thresholds: [
      { severity: 'warning', op: '<', value: 0.6, levers: ['easier_encounters'] },
      { severity: 'critical', op: '<', value: 0.4, levers: ['easier_encounters', 'roll_back_build'] },
    ],
  },
  xp_velocity: {
    metric: 'xp_velocity',
    thresholds: [{ severity: 'warning', op: '<', value: 1_000, levers: ['more_xp'] }],
  },
  gold_per_hour: {
    metric: 'gold_per_hour',
    thresholds: [{ severity: 'warning', op: '<', value: 50, levers: ['better_loot'] }],
  },
  crash_rate: {
    metric: 'crash_rate',
    thresholds: [
      { severity: 'warning', op: '>', value: 0.05, levers: ['roll_back_build'] },
      { severity: 'critical', op: '>', value: 0.25, levers: ['roll_back_build', 'drain_shard'] },
    ],
  },
}

const rule = { windowMs: HOUR_MS, forMs: 300_000, channels: ['log', 'slack'] } as const

export const rules: Record<string, DefaultRuleSpec<MetricName, LeverName>> = {
  crash_spike: {
    ...rule,
    title: 'Sessions crash',
    metric: 'crash_rate',
    condition: { op: '>', value: 0.4 },
    severity: 'critical',
    levers: ['roll_back_build', 'drain_shard'],
  },
  round_trips_long: {
    ...rule,
    title: 'Round trips are long',
    metric: 'rtt',
    stat: 'p95',
    condition: { op: '>', value: 400 },
    severity: 'warning',
    levers: ['drain_shard', 'thin_heartbeat'],
  },
  combat_success_low: {
    ...rule,
    title: 'Players lose',
    metric: 'combat_success_rate',
    condition: { op: '<', value: 0.35 },
    severity: 'warning',
    levers: ['easier_encounters', 'roll_back_build'],
  },
}
