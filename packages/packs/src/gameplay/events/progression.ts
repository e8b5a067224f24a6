import { defineEvent, measure, oneOf, text } from '@tidemark/contracts'
import { character, SAMPLING_GROUP } from './character.ts'

/** Commodity events; who sends them is decided by a hash of the player, so the same players stay in. */
const sampling = { group: SAMPLING_GROUP, rate: 0.3 }

/** Never sampled. */
export const skillRankUp = defineEvent({
  type: 'skill_rank_up',
  title: 'Skill ranked up',
  dimensions: { ...character, skill: text({ title: 'Skill', budget: 200, maxLength: 64 }) },
  measures: { rank: measure({ title: 'Rank', unit: 'count', min: 1, integer: true }) },
})

export const xpGain = defineEvent({
  type: 'xp_gain',
  title: 'Experience gained',
  dimensions: { ...character, source: oneOf(['combat', 'quest', 'craft'], { title: 'Source' }) },
  measures: { xp: measure({ title: 'Experience', unit: 'count', min: 0, integer: true }) },
  sampling,
})

export const lootDrop = defineEvent({
  type: 'loot_drop',
  title: 'Loot dropped',
  dimensions: { ...character, rarity: oneOf(['common', 'rare', 'epic'], { title: 'Rarity' }) },
  measures: { gold: measure({ title: 'Worth in gold', unit: 'count', min: 0, integer: true }) },
  sampling,
})

export const inventoryMove = defineEvent({
  type: 'inventory_move',
  title: 'Item moved',
  dimensions: { ...character, move: oneOf(['equip', 'store', 'sell', 'drop'], { title: 'Move' }) },
  measures: { items: measure({ title: 'Items', unit: 'count', min: 1, integer: true }) },
  sampling,
})

export const craftResult = defineEvent({
  type: 'craft_result',
  title: 'Item crafted',
  dimensions: { ...character, outcome: oneOf(['success', 'failure'], { title: 'Outcome' }) },
  measures: {},
  sampling,
})
