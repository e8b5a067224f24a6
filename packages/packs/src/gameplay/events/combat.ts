import { defineEvent, measure, oneOf, text } from '@tidemark/contracts'
import { character, place, SAMPLING_GROUP } from './character.ts'

const TIERS = ['normal', 'elite', 'boss'] as const

const combat = { ...character, tier: oneOf(TIERS, { title: 'Encounter tier' }) }
/** Every event of elite and boss encounters, half of the others. */
const sampling = { group: SAMPLING_GROUP, rate: 0.5, always: { tier: ['elite', 'boss'] } } as const
const damage = { damage: measure({ title: 'Damage', unit: 'count', min: 0 }) }

export const engageEnemy = defineEvent({
  type: 'engage_enemy',
  title: 'Enemy engaged',
  dimensions: combat,
  measures: {},
  sampling,
})

export const abilityCast = defineEvent({
  type: 'ability_cast',
  title: 'Ability cast',
  dimensions: { ...combat, ability: text({ title: 'Ability', budget: 500, maxLength: 64 }) },
  measures: {},
  sampling,
})

export const damageDealt = defineEvent({
  type: 'damage_dealt',
  title: 'Damage dealt',
  dimensions: combat,
  measures: damage,
  sampling,
})

export const damageTaken = defineEvent({
  type: 'damage_taken',
  title: 'Damage taken',
  dimensions: combat,
  measures: damage,
  sampling,
})

export const death = defineEvent({
  type: 'death',
  title: 'Death',
  dimensions: combat,
  measures: {},
  sampling,
})

/** How an encounter ended is critical and never sampled: funnels and success rates stand on it. */
export const combatEnd = defineEvent({
  type: 'combat_end',
  title: 'Encounter ended',
  dimensions: { ...combat, ...place, outcome: oneOf(['won', 'lost', 'fled'], { title: 'Outcome' }) },
  measures: { duration_ms: measure({ title: 'Length', unit: 'ms', min: 0 }) },
})
