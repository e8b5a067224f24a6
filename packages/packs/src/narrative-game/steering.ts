import type { DefaultRuleSpec, KpiSpec, LeverSpec } from '@tidemark/contracts'
import type { metrics } from './metrics.ts'

type MetricName = keyof typeof metrics
const MINUTE_MS = 60_000

/** Budget trims, module toggles and flips of experiment parameters. */
export const levers = {
  trim_input_tokens: { title: 'Trim the input budget', action: 'Reduce input token cap by 10%' },
  trim_output_tokens: { title: 'Trim the output budget', action: 'Reduce output token cap by 10%' },
  trim_tool_quota: { title: 'Trim the tool quota', action: 'Reduce the tool quota per turn by 1' },
  smaller_model: { title: 'Smaller model', action: 'Route half of the turns to the smaller model' },
  pause_world_sim: { title: 'Module: world simulation', action: 'Switch the world simulation module off' },
  strict_validator: { title: 'Module: validator', action: 'Switch the validator from repair to retry' },
  more_hints: { title: 'Module: hints', action: 'Show a hint after 5 turns without progress' },
  shorter_cooldowns: { title: 'Module: dialogue', action: 'Halve the dialogue cooldowns' },
  lock_romance: { title: 'Module: romance', action: 'Switch the romance module off until consent is asked for' },
  vendor_prices: { title: 'Vendor prices', action: 'Change vendor prices by 10% against the drift' },
  craft_difficulty: { title: 'Craft difficulty', action: 'Lower the craft difficulty by one level' },
  experiment_to_control: {
    title: 'Experiment parameters',
    action: 'Set the parameters of the running experiment back to those of its control',
  },
} as const satisfies Record<string, LeverSpec>

type LeverName = keyof typeof levers

/** Too high, in two steps. */
const above = (warning: number, critical: number, ...used: readonly LeverName[]) => [
  { severity: 'warning' as const, op: '>' as const, value: warning, levers: used },
  { severity: 'critical' as const, op: '>' as const, value: critical, levers: used },
]
/** Too low, in two steps. */
const below = (warning: number, critical: number, ...used: readonly LeverName[]) => [
  { severity: 'warning' as const, op: '<' as const, value: warning, levers: used },
  { severity: 'critical' as const, op: '<' as const, value: critical, levers: used },
]

export const kpis: Record<string, KpiSpec<MetricName, LeverName>> = {
  latency_p95: {
    metric: 'latency',
    stat: 'p95',
    thresholds: above(8_000, 12_000, 'smaller_model', 'trim_input_tokens', 'pause_world_sim'),
  },
  fallback_rate: {
    metric: 'fallback_rate',
    thresholds: above(0.03, 0.15, 'trim_input_tokens', 'smaller_model', 'experiment_to_control'),
  },
  invalid_retry_rate: {
    metric: 'invalid_retry_rate',
    thresholds: above(0.03, 0.2, 'trim_tool_quota', 'experiment_to_control'),
  },
  validator_repair_rate: {
    metric: 'validator_repair_rate',
    thresholds: above(0.04, 0.2, 'strict_validator', 'trim_tool_quota'),
  },
  token_overrun_rate: {
    metric: 'token_overrun_rate',
    thresholds: above(0.03, 0.2, 'trim_input_tokens', 'trim_output_tokens'),
  },
  stuck_rate: { metric: 'stuck_sessions_rate', thresholds: above(0.25, 0.4, 'more_hints', 'experiment_to_control') },
  softlock_hints: { metric: 'softlock_hints_rate', thresholds: above(0.2, 0.35, 'more_hints') },
  completion_rate: { metric: 'completion_rate', thresholds: below(0.1, 0.05, 'more_hints', 'experiment_to_control') },
  choice_diversity: { metric: 'choice_entropy', thresholds: below(1.5, 1, 'experiment_to_control') },
  dialogue_diversity: { metric: 'dialogue_diversity', thresholds: below(0.7, 0.5, 'shorter_cooldowns') },
  econ_velocity: { metric: 'econ_velocity', thresholds: above(20, 50, 'vendor_prices') },
  craft_success_rate: { metric: 'craft_success_rate', thresholds: below(0.6, 0.4, 'craft_difficulty') },
  romance_compliance: { metric: 'romance_compliance', thresholds: below(1, 0.99, 'lock_romance') },
}

const rule = {
  windowMs: 60 * MINUTE_MS,
  forMs: 5 * MINUTE_MS,
  severity: 'warning',
  channels: ['log', 'email', 'webhook'],
} as const

export const rules: Record<string, DefaultRuleSpec<MetricName, LeverName>> = {
  fallback_spike: {
    ...rule,
    title: 'The narrator falls back',
    metric: 'fallback_rate',
    condition: { op: '>', value: 0.15 },
    severity: 'critical',
    levers: ['trim_input_tokens', 'smaller_model', 'experiment_to_control'],
  },
  latency_high: {
    ...rule,
    title: 'Turns are slow',
    metric: 'latency',
    stat: 'p95',
    condition: { op: '>', value: 12_000 },
    levers: ['smaller_model', 'trim_input_tokens', 'pause_world_sim'],
  },
  invalid_retry_high: {
    ...rule,
    title: 'Answers are invalid',
    metric: 'invalid_retry_rate',
    condition: { op: '>', value: 0.2 },
    levers: ['trim_tool_quota', 'experiment_to_control'],
  },
  validator_repair_high: {
    ...rule,
    title: 'The validator repairs',
    metric: 'validator_repair_rate',
    condition: { op: '>', value: 0.2 },
    levers: ['strict_validator', 'trim_tool_quota'],
  },
  token_overrun_high: {
    ...rule,
    title: 'Token budgets are overrun',
    metric: 'token_overrun_rate',
    condition: { op: '>', value: 0.2 },
    levers: ['trim_input_tokens', 'trim_output_tokens'],
  },
}
