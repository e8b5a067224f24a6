import { defineEvent, measure, text } from '@tidemark/contracts'
import { character, SAMPLING_GROUP } from './character.ts'

/** Nothing social is taken without consent, and of what was said only how long it was. */
const social = { consent: 'required', sampling: { group: SAMPLING_GROUP, rate: 0.5 } } as const

export const partyCreate = defineEvent({
  ...social,
  type: 'party_create',
  title: 'Party created',
  dimensions: character,
  measures: {},
})

export const partyJoin = defineEvent({
  ...social,
  type: 'party_join',
  title: 'Party joined',
  dimensions: character,
  measures: { size: measure({ title: 'Party size', unit: 'count', min: 1, max: 100, integer: true }) },
})

export const emotePlayed = defineEvent({
  ...social,
  type: 'emote_played',
  title: 'Emote played',
  dimensions: { ...character, emote: text({ title: 'Emote', budget: 200, maxLength: 64 }) },
  measures: {},
})

export const friendInvite = defineEvent({
  ...social,
  type: 'friend_invite',
  title: 'Friend invited',
  dimensions: character,
  measures: {
    message_length: measure({
      title: 'Length of the message',
      unit: 'count',
      min: 0,
      max: 10_000,
      integer: true,
      optional: true,
    }),
  },
})
