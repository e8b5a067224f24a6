import { defineGenerator, type GeneratorRequest, type SeededEventOf } from '@tidemark/contracts'
import { beginsIn, generateByMinute } from '../seeded/by-minute.ts'
import { createRandom } from '../seeded/random.ts'
import { busyness } from '../seeded/rhythm.ts'
import { isTroubled } from '../seeded/story.ts'
import { events } from './events.ts'
import { lookAround, makeRequest } from './make-traffic.ts'

type ServiceEvent = SeededEventOf<(typeof events)[number]>

const MINUTE_MS = 60_000
const TROUBLE_MS = 20 * MINUTE_MS
const REQUESTS_PER_MINUTE = 12
const WEEK = { rhythm: 0.3, weekend: 0.9 }

function eventsOfMinute({ seed, incidents }: GeneratorRequest, minute: number): ServiceEvent[] {
  const troubledAt = (ts: number) => isTroubled(incidents, ts, TROUBLE_MS)
  const expected = REQUESTS_PER_MINUTE * busyness(WEEK, minute * MINUTE_MS)
  const requests = beginsIn(createRandom(seed, 'requests', minute), expected, minute).flatMap((at, n) =>
    makeRequest(at, troubledAt(at), createRandom(seed, 'request', minute, n)),
  )
  return [...requests, ...lookAround(seed, minute, troubledAt)] as ServiceEvent[]
}

/** A shop's service. In an incident its connection pool is full: requests wait, fail, and its health check goes down. */
export const generator = defineGenerator(events, {
  incident: { title: 'The connection pool runs full', startsAt: 0.5, lastsMs: 40 * MINUTE_MS },
  generate: generateByMinute(0, eventsOfMinute),
})
