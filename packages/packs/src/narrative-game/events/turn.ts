import { defineEvent, flag, measure, oneOf, text } from '@tidemark/contracts'
import { scene } from './scene.ts'

export const SESSION_AGES = ['0-5m', '5-15m', '15-60m', '60m+'] as const
/** Turns in a row without objective progress after which a player is stuck. */
export const STUCK_AFTER_TURNS = 8

const counted = (title: string) => measure({ title, unit: 'count', min: 0, integer: true, optional: true })

/** One answer of the narrator. Counts that are left out are 0. */
export const turn = defineEvent({
  type: 'turn',
  title: 'Turn',
  dimensions: {
    ...scene,
    session_age_bucket: oneOf(SESSION_AGES, { title: 'Session age' }),
    // Raw only: it says where a row of turns without progress began.
    quest_node: text({ title: 'Quest node', budget: 2000, kept: false, optional: true }),
    fallback: flag({ title: 'Answered by the fallback' }),
    invalid_retry: flag({ title: 'Retried because the answer was invalid' }),
    validator_repair: flag({ title: 'Repaired by the validator' }),
    token_overrun: flag({ title: 'Over its token budget' }),
    stuck: flag({ title: `At least turn ${STUCK_AFTER_TURNS} in a row without objective progress` }),
  },
  measures: {
    latency_ms: measure({ title: 'Latency', unit: 'ms', min: 0 }),
    in_tokens: measure({ title: 'Input tokens', unit: 'count', min: 0, integer: true }),
    out_tokens: measure({ title: 'Output tokens', unit: 'count', min: 0, integer: true }),
    retries: counted('Retries'),
    validator_retries: counted('Validator retries'),
    ticks: counted('TIME_ADVANCE ticks'),
    sim_ticks: counted('Simulation ticks'),
    acts: counted('Acts'),
    choices: counted('Choices offered'),
    tool_calls: counted('Tool calls'),
    softlock_hints: counted('Soft-lock hints'),
    gold_in: counted('Gold received'),
    gold_out: counted('Gold spent'),
  },
})
