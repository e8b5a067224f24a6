import { defineGenerator, type GeneratorRequest, type SeededEventOf } from '@tidemark/contracts'
import { beginsIn, generateByMinute } from '../seeded/by-minute.ts'
import { createRandom } from '../seeded/random.ts'
import { busyness } from '../seeded/rhythm.ts'
import { isTroubled } from '../seeded/story.ts'
import { events } from './events.ts'
import { lookAround } from './look-around.ts'
import { LONGEST_SESSION_MS, makeSession } from './make-session.ts'

type WageringEvent = SeededEventOf<(typeof events)[number]>

const MINUTE_MS = 60_000
/** The rest of an incident is as long as the longest window of a rule, an hour, and a bit. */
const TROUBLE_MS = 30 * MINUTE_MS
const SESSIONS_PER_MINUTE = 0.8
const WEEK = { rhythm: -0.25, weekend: 1.2 }

function eventsOfMinute({ seed, incidents }: GeneratorRequest, minute: number): WageringEvent[] {
  const troubledAt = (ts: number) => isTroubled(incidents, ts, TROUBLE_MS)
  const expected = SESSIONS_PER_MINUTE * busyness(WEEK, minute * MINUTE_MS)
  const sessions = beginsIn(createRandom(seed, 'sessions', minute), expected, minute).flatMap((at, n) =>
    makeSession(at, troubledAt, createRandom(seed, 'session', minute, n)),
  )
  return [...sessions, ...lookAround(seed, minute, troubledAt)] as WageringEvent[]
}

/** A house of games. In an incident its database struggles: money does not move, the cache runs cold and fraud thrives. */
export const generator = defineGenerator(events, {
  incident: { title: 'The database struggles while fraud thrives', startsAt: 0.5, lastsMs: 95 * MINUTE_MS },
  generate: generateByMinute(LONGEST_SESSION_MS, eventsOfMinute),
})
