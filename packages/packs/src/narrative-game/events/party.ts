import { defineEvent, measure, oneOf, text } from '@tidemark/contracts'
import { scene } from './scene.ts'

export const partyChange = defineEvent({
  type: 'party_change',
  title: 'NPC joined or dismissed',
  dimensions: {
    ...scene,
    change: oneOf(['join', 'dismiss'], { title: 'Change' }),
    npc: text({ title: 'NPC', budget: 200, maxLength: 64 }),
  },
  measures: {},
})

export const delegatedCheck = defineEvent({
  type: 'delegated_check',
  title: 'Check delegated to an NPC',
  dimensions: { ...scene, outcome: oneOf(['success', 'failure'], { title: 'Outcome' }) },
  measures: {},
})

export const fight = defineEvent({
  type: 'fight',
  title: 'Fight ended',
  dimensions: {
    ...scene,
    tier: oneOf(['minion', 'elite', 'boss'], { title: 'Enemy' }),
    source: oneOf(['session', 'sim'], { title: 'Played or simulated' }),
    outcome: oneOf(['won', 'lost'], { title: 'Outcome' }),
  },
  measures: {
    ttk_ms: measure({ title: 'Time to kill, of fights that were won', unit: 'ms', min: 0, optional: true }),
  },
})
