import { defineEvent, flag, measure, oneOf, text } from '@tidemark/contracts'
import { character, place } from './character.ts'

export const PLATFORMS = ['pc', 'console', 'mobile'] as const

const client = {
  ...character,
  ...place,
  country: text({ title: 'Country', budget: 250, maxLength: 2, personal: true }),
  build: text({ title: 'Build', budget: 200, maxLength: 40 }),
  platform: oneOf(PLATFORMS, { title: 'Platform' }),
  shard: text({ title: 'Shard', budget: 200, maxLength: 40 }),
}
const ended = { duration_ms: measure({ title: 'Session length', unit: 'ms', min: 0 }) }

// The session lifecycle is never sampled.
export const sessionStart = defineEvent({
  type: 'session_start',
  title: 'Session started',
  dimensions: { ...client, first_session: flag({ title: "The account's first session" }) },
  measures: {},
})

export const sessionEnd = defineEvent({
  type: 'session_end',
  title: 'Session ended',
  dimensions: client,
  measures: ended,
})

export const sessionCrash = defineEvent({
  type: 'session_crash',
  title: 'Session crashed',
  dimensions: client,
  measures: ended,
})

export const reconnect = defineEvent({
  type: 'reconnect',
  title: 'Session reconnected',
  dimensions: client,
  measures: { away_ms: measure({ title: 'Time away', unit: 'ms', min: 0 }) },
})
