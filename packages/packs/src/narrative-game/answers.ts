import {
  defineCohort,
  defineFunnel,
  defineSlo,
  defineStall,
  fasterThan,
  goodOver,
  match,
  part,
  step,
} from '@tidemark/contracts'
import { craft, vendorTrade } from './events/economy.ts'
import { experimentExposure } from './events/exposure.ts'
import { fight, partyChange } from './events/party.ts'
import { adventureCompleted, adventureStarted, choice, questNode } from './events/story.ts'
import { STUCK_AFTER_TURNS, turn } from './events/turn.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

export const funnels = {
  game: defineFunnel({
    title: 'From start to completion',
    unit: 'session',
    withinMs: DAY_MS,
    breakdowns: ['adventure', 'world', 'experiment', 'variation'],
    steps: [
      step('Start', match(adventureStarted)),
      step('First choice', match(choice)),
      step('First NPC join', match(partyChange, { change: 'join' })),
      step('First craft', match(craft)),
      step('First vendor', match(vendorTrade)),
      step('First boss', match(fight, { tier: 'boss', source: 'session' })),
      step('Completion', match(adventureCompleted)),
    ],
  }),
}

export const cohorts = {
  players: defineCohort({
    title: 'Players who come back',
    born: match(adventureStarted),
    returned: match(adventureStarted),
    period: 'week',
    by: ['world', 'adventure'],
  }),
}

export const stalls = {
  stuck_rate: defineStall({
    title: 'Stuck sessions',
    unit: 'session',
    step: match(turn),
    progress: match(questNode, { status: 'completed' }),
    steps: STUCK_AFTER_TURNS,
    breakdowns: ['quest_node'],
  }),
}

const slo = { window: '7d', breakdowns: ['world', 'adventure', 'model', 'variation'] } as const

export const slos = {
  latency: defineSlo({
    ...slo,
    title: 'Turn latency',
    description: '95 % of the turns answer within 8 s: the p95 as a share that a budget can be kept of',
    sli: fasterThan(8_000, part(turn, { measure: 'latency_ms' })),
    objective: 0.95,
  }),
  invalid_retry: defineSlo({
    ...slo,
    title: 'Valid at once',
    description: 'Turns that were not retried because of an invalid answer',
    sli: goodOver(part(turn, { where: { invalid_retry: 'false' } }), part(turn)),
    objective: 0.97,
  }),
  fallback: defineSlo({
    ...slo,
    title: 'Answered by the narrator',
    description: 'Turns that needed no fallback',
    sli: goodOver(part(turn, { where: { fallback: 'false' } }), part(turn)),
    objective: 0.98,
  }),
  validator_repair: defineSlo({
    ...slo,
    title: 'Unrepaired',
    description: 'Turns that the validator did not have to repair',
    sli: goodOver(part(turn, { where: { validator_repair: 'false' } }), part(turn)),
    objective: 0.96,
  }),
  token_overrun: defineSlo({
    ...slo,
    title: 'Within the token budget',
    description: 'Turns that kept to their token budget',
    sli: goodOver(part(turn, { where: { token_overrun: 'false' } }), part(turn)),
    objective: 0.97,
  }),
}

export const experiments = {
  experiments: {
    title: 'Experiments',
    exposure: match(experimentExposure),
    experiment: 'experiment',
    variation: 'variation',
    control: 'control',
    unit: 'actor',
    primary: ['in_tokens', 'completion_rate'],
    secondary: [
      'fallback_rate',
      'retry_rate',
      'out_tokens',
      'tool_calls_per_turn',
      'choices_per_turn',
      'party_recruits_rate',
      'craft_success_rate',
    ],
    maturesMs: 12 * HOUR_MS,
    capQuantile: 0.99,
    overlays: ['token_budget', 'tool_quota', 'party_cap'],
  },
} as const
