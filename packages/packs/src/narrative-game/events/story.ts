import { defineEvent, flag, measure, oneOf, text } from '@tidemark/contracts'
import { scene } from './scene.ts'

// What players read and write never comes along, only the names of authored content, lengths and counts.

export const adventureStarted = defineEvent({
  type: 'adventure_started',
  title: 'Adventure started',
  dimensions: scene,
  measures: {},
})

export const adventureCompleted = defineEvent({
  type: 'adventure_completed',
  title: 'Adventure completed',
  dimensions: scene,
  measures: { turns: measure({ title: 'Turns', unit: 'count', min: 1, integer: true }) },
})

export const choice = defineEvent({
  type: 'choice',
  title: 'Choice made',
  dimensions: { ...scene, option: text({ title: 'Option', budget: 200, maxLength: 64 }) },
  measures: {
    text_length: measure({
      title: 'Length of a free answer',
      unit: 'count',
      min: 0,
      max: 10_000,
      integer: true,
      optional: true,
    }),
  },
})

export const questNode = defineEvent({
  type: 'quest_node',
  title: 'Quest node reached or completed',
  dimensions: {
    ...scene,
    quest_node: text({ title: 'Quest node', budget: 2000, maxLength: 64 }),
    status: oneOf(['entered', 'completed'], { title: 'Status' }),
  },
  measures: {},
})

export const questEnded = defineEvent({
  type: 'quest_ended',
  title: 'Quest ended',
  dimensions: {
    ...scene,
    quest: text({ title: 'Quest', budget: 500, maxLength: 64 }),
    outcome: oneOf(['completed', 'failed', 'abandoned'], { title: 'Outcome' }),
  },
  measures: {},
})

export const arcProgress = defineEvent({
  type: 'arc_progress',
  title: 'Arc moved on',
  dimensions: { ...scene, arc: text({ title: 'Arc', budget: 200, maxLength: 64 }) },
  measures: { reached: measure({ title: 'Part of the arc that is reached', unit: 'ratio', min: 0, max: 1 }) },
})

export const dialogue = defineEvent({
  type: 'dialogue',
  title: 'Dialogue line selected',
  dimensions: { ...scene, line: text({ title: 'Line', budget: 1000, maxLength: 64 }) },
  measures: {
    candidates: measure({ title: 'Candidates', unit: 'count', min: 0, integer: true }),
    cooldown_blocks: measure({
      title: 'Candidates blocked by a cooldown',
      unit: 'count',
      min: 0,
      integer: true,
      optional: true,
    }),
  },
})

export const romanceScene = defineEvent({
  type: 'romance_scene',
  title: 'Romance scene offered',
  dimensions: {
    ...scene,
    consent: oneOf(['given', 'declined', 'not_asked'], { title: 'Consent' }),
    played: flag({ title: 'Played' }),
  },
  measures: {},
})
