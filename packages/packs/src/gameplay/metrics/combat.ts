import { count, distribution, mean, part, ratio } from '@tidemark/contracts'
import { abilityCast, combatEnd, damageDealt, damageTaken, death, engageEnemy } from '../events/combat.ts'

export const combatMetrics = {
  encounters: count({ of: combatEnd, title: 'Encounters ended' }),
  combat_wins: count({ of: combatEnd, where: { outcome: 'won' }, title: 'Encounters won', better: 'higher' }),
  combat_success_rate: ratio({
    of: part(combatEnd, { where: { outcome: 'won' } }),
    over: part(combatEnd),
    title: 'Combat success rate',
    description: 'Encounters won over encounters ended, whichever way',
    better: 'higher',
  }),
  combat_ttk: distribution({
    of: combatEnd,
    measure: 'duration_ms',
    where: { outcome: 'won' },
    title: 'Time to kill',
    description: 'Length of encounters that were won',
  }),
  engagements: count({ of: engageEnemy, title: 'Enemies engaged' }),
  deaths: count({ of: death, title: 'Deaths', coveredBy: [engageEnemy] }),
  death_rate: ratio({ of: part(death), over: part(engageEnemy), title: 'Deaths per enemy engaged', better: 'lower' }),
  casts_per_engagement: ratio({
    of: part(abilityCast),
    over: part(engageEnemy),
    unit: 'ratio',
    title: 'Abilities cast per enemy engaged',
  }),
  damage_dealt_avg: mean({ of: damageDealt, measure: 'damage', title: 'Damage per hit dealt' }),
  damage_taken_avg: mean({ of: damageTaken, measure: 'damage', title: 'Damage per hit taken' }),
}
