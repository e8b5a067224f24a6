import { defineCohort, defineFunnel, defineSlo, fasterThan, goodOver, match, part, step } from '@tidemark/contracts'
import { combatEnd } from './events/combat.ts'
import { clientTick } from './events/heartbeat.ts'
import { skillRankUp } from './events/progression.ts'
import { sessionCrash, sessionEnd, sessionStart } from './events/session.ts'

const DAY_MS = 24 * 3_600_000
const SLICES = ['class', 'region', 'playstyle']

// Only event types that are never sampled, so that every step sees every player.
export const funnels = {
  onboarding: defineFunnel({
    title: 'From the first session to the first combat win',
    unit: 'actor',
    withinMs: 7 * DAY_MS,
    breakdowns: [...SLICES, 'platform'],
    steps: [
      step('First session', match(sessionStart, { first_session: 'true' })),
      step('First combat win', match(combatEnd, { outcome: 'won' })),
    ],
  }),
  session: defineFunnel({
    title: 'What happens in a session',
    unit: 'session',
    withinMs: DAY_MS,
    breakdowns: [...SLICES, 'platform', 'build'],
    steps: [
      step('Session start', match(sessionStart)),
      step('Encounter', match(combatEnd)),
      step('Skill ranked up', match(skillRankUp)),
      step('Ended in order', match(sessionEnd)),
    ],
  }),
}

export const cohorts = {
  players: defineCohort({
    title: 'Players who come back',
    born: match(sessionStart, { first_session: 'true' }),
    returned: match(sessionStart),
    period: 'week',
    by: SLICES,
  }),
}

export const slos = {
  crash_free: defineSlo({
    title: 'Sessions without a crash',
    sli: goodOver(part(sessionEnd), part([sessionEnd, sessionCrash])),
    objective: 0.97,
    window: '7d',
    breakdowns: ['platform', 'build', 'shard'],
  }),
  round_trip: defineSlo({
    title: 'Round trips within 200 ms',
    sli: fasterThan(200, part(clientTick, { measure: 'rtt_ms' })),
    objective: 0.95,
    window: '7d',
    breakdowns: ['platform', 'shard'],
  }),
}
