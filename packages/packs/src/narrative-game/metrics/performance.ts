import { count, distinct, distribution, mean, part, ratio, sum } from '@tidemark/contracts'
import { turn } from '../events/turn.ts'

/** Counts that a turn leaves out are 0, so that their sum over all turns is the mean per turn. */
export const perTurn = (measure: keyof (typeof turn)['measures']) => ({
  of: part(turn, { measure }),
  over: part(turn),
  unit: 'ratio' as const,
})
const share = (where: Parameters<typeof part<typeof turn>>[1]) => ({ of: part(turn, where), over: part(turn) })

export const performance = {
  turns: count({ of: turn, title: 'Turns' }),
  sessions: distinct({ of: turn, unitOf: 'session', title: 'Sessions' }),
  players: distinct({ of: turn, unitOf: 'actor', title: 'Players' }),
  latency: distribution({ of: turn, measure: 'latency_ms', title: 'Turn latency', better: 'lower' }),
  in_tokens: mean({ of: turn, measure: 'in_tokens', title: 'Input tokens per turn', better: 'lower' }),
  out_tokens: mean({ of: turn, measure: 'out_tokens', title: 'Output tokens per turn' }),
  retries: sum({ of: turn, measure: 'retries', title: 'Retries', better: 'lower', coveredBy: [turn] }),
  retry_rate: ratio({ ...perTurn('retries'), unit: 'percent', title: 'Retries per turn', better: 'lower' }),
  fallbacks: count({ of: turn, where: { fallback: 'true' }, title: 'Fallbacks', better: 'lower' }),
  fallback_rate: ratio({
    ...share({ where: { fallback: 'true' } }),
    title: 'Fallback rate',
    description: 'Turns that the fallback answered over all turns',
    better: 'lower',
  }),
  validator_retries: sum({ of: turn, measure: 'validator_retries', title: 'Validator retries', better: 'lower' }),
  validator_retry_rate: ratio({
    ...perTurn('validator_retries'),
    unit: 'percent',
    title: 'Validator retries per turn',
    better: 'lower',
  }),
  invalid_retry_rate: ratio({
    ...share({ where: { invalid_retry: 'true' } }),
    title: 'Invalid retry rate',
    description: 'Turns that were retried because the answer was invalid, over all turns',
    better: 'lower',
  }),
  validator_repair_rate: ratio({
    ...share({ where: { validator_repair: 'true' } }),
    title: 'Validator repair rate',
    description: 'Turns that the validator repaired over all turns',
    better: 'lower',
  }),
  token_overrun_rate: ratio({
    ...share({ where: { token_overrun: 'true' } }),
    title: 'Token budget overrun rate',
    description: 'Turns over their token budget, over all turns',
    better: 'lower',
  }),
}
