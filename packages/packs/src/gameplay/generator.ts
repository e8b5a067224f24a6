import { defineGenerator, type GeneratorRequest, type SeededEventOf } from '@tidemark/contracts'
import { generateByMinute } from '../seeded/by-minute.ts'
import { createRandom } from '../seeded/random.ts'
import { seededId } from '../seeded/seeded-id.ts'
import { createStory, isTroubled } from '../seeded/story.ts'
import { type Crowd, type Visit, visitsByMinute } from '../seeded/visits.ts'
import { playEncounters } from './encounters.ts'
import { reconnect, sessionCrash, sessionEnd, sessionStart } from './events/session.ts'
import { events } from './events.ts'
import { beat, gatherAndCraft, socialise } from './pastimes.ts'
import type { Play } from './play.ts'
import { playerOf } from './player.ts'

type PlayEvent = SeededEventOf<(typeof events)[number]>

const MINUTE_MS = 60_000
const CROWD: Crowd = { name: 'hero', bornPerDay: 65 }
const SESSION = { median: 13 * MINUTE_MS, shortest: MINUTE_MS, longest: 90 * MINUTE_MS }
/** A week and a day: builds come on no fixed weekday. */
const BUILD_MS = 8 * 24 * 60 * MINUTE_MS
const CALM = { crash: 0.004, reconnect: 0.06 }
const TROUBLE = { crash: 0.85, reconnect: 0.6 }
const INCIDENT_MS = 150 * MINUTE_MS
/** The rest of an incident is calm, so that what looks back for an hour is calm at its end. */
const TROUBLE_MS = 90 * MINUTE_MS

/** Everything of one session. */
function playSession({ seed, incidents }: GeneratorRequest, { person, at, first }: Visit): PlayEvent[] {
  const player = playerOf(seed, person)
  const random = createRandom(seed, 'session', person, at)
  const session = seededId(at, random)
  const story = createStory(random, { actor: person, session, ...(player.consent ? { consent: true } : {}) })
  const { tell } = story
  const length = Math.min(random.logNormal(SESSION.median, 0.6), SESSION.longest)
  const duration = Math.round(Math.max(SESSION.shortest, length))
  const to = at + duration
  const lags = (ts: number) => isTroubled(incidents, ts, TROUBLE_MS)
  const { character, region, country, platform, shard } = player
  const client = { ...character, region, country, platform, shard, build: `0.9.${Math.floor(at / BUILD_MS)}` }

  tell(sessionStart, at, { ...client, first_session: first })
  const play: Play = { random, player, tell, isTroubled: lags, from: at, to }
  playEncounters(play)
  gatherAndCraft(play)
  socialise(play)
  beat(play)
  const middle = at + duration * random.uniform()
  if (random.chance((lags(middle) ? TROUBLE : CALM).reconnect))
    tell(reconnect, middle, { ...client, away_ms: Math.round(random.logNormal(4_000, 0.6)) })
  const crashes = random.chance((lags(to) ? TROUBLE : CALM).crash)
  tell(crashes ? sessionCrash : sessionEnd, to, { ...client, duration_ms: duration })
  return story.events as PlayEvent[]
}

/** Players of an online game who come back over weeks. In an incident the world lags: sessions crash and fights are lost. */
export const generator = defineGenerator(events, {
  incident: { title: 'The world lags', startsAt: 0.8, lastsMs: INCIDENT_MS },
  generate(request) {
    const visits = visitsByMinute(request.seed, CROWD)
    const ofMinute = (_: GeneratorRequest, minute: number) =>
      visits(minute).flatMap((visit) => playSession(request, visit))
    return generateByMinute(SESSION.longest + 2 * MINUTE_MS, ofMinute)(request)
  },
})
