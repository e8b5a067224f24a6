import { defineGenerator, type GeneratorRequest, type SeededEventOf } from '@tidemark/contracts'
import { generateByMinute } from '../seeded/by-minute.ts'
import { createRandom } from '../seeded/random.ts'
import { seededId } from '../seeded/seeded-id.ts'
import { createStory, isTroubled } from '../seeded/story.ts'
import { type Crowd, type Visit, visitsByMinute } from '../seeded/visits.ts'
import { experimentExposure } from './events/exposure.ts'
import { adventureStarted } from './events/story.ts'
import { events } from './events.ts'
import { happen } from './happenings.ts'
import type { Play } from './play.ts'
import { playTurn } from './play-turn.ts'
import { type Player, playerOf } from './player.ts'
import { enterNode, leave, moveOn } from './quests.ts'
import { ADVENTURES, type Experiment, PARTY_SIZE, TOKEN_DIET } from './worlds.ts'

type GameEvent = SeededEventOf<(typeof events)[number]>

const MINUTE_MS = 60_000
const CROWD: Crowd = { name: 'player', bornPerDay: 50 }
/** No turn of a session begins later than this after its start. */
const LAST_TURN_MS = 110 * MINUTE_MS
const LONGEST_SESSION_MS = 120 * MINUTE_MS
const MOST_TURNS = 60
const THINKING_MS = 35_000
/** Another version of the content every other week. */
const CONTENT_MS = 14 * 24 * 60 * MINUTE_MS
const INCIDENT_MS = 150 * MINUTE_MS
/** The rest of an incident is calm, so that what looks back for an hour is calm at its end. */
const TROUBLE_MS = 90 * MINUTE_MS

const variationOf = ({ control, changed }: Experiment, isChanged: boolean) => (isChanged ? changed : control)

function beginPlay(seed: string, player: Player, { person, at }: Visit): { play: Play; told: readonly unknown[] } {
  const random = createRandom(seed, 'session', person, at)
  const session = seededId(at, random)
  const story = createStory(random, { actor: person, session })
  const adventure = random.pick(ADVENTURES)
  const scene = {
    world: adventure.world,
    adventure: adventure.name,
    locale: player.locale,
    model: player.model,
    content_version: `1.${Math.floor(at / CONTENT_MS)}`,
    ...(player.inExperiments
      ? { experiment: TOKEN_DIET.name, variation: variationOf(TOKEN_DIET, player.lean).name }
      : {}),
  }
  const play: Play = {
    random,
    player,
    adventure,
    scene,
    tell: story.tell,
    start: at,
    at,
    turns: 0,
    idle: 0,
    stage: 0,
    quest: 0,
    node: 0,
    goldIn: 0,
    goldOut: 0,
    over: false,
  }
  return { play, told: story.events }
}

function tellExposures({ tell, at, player }: Play): void {
  if (!player.inExperiments) return
  for (const { experiment, changed } of [
    { experiment: TOKEN_DIET, changed: player.lean },
    { experiment: PARTY_SIZE, changed: player.large },
  ]) {
    const { name, overlays } = variationOf(experiment, changed)
    tell(experimentExposure, at, { experiment: experiment.name, variation: name, ...overlays })
  }
}

/** Everything of one session. */
function playSession({ seed, incidents }: GeneratorRequest, visit: Visit): GameEvent[] {
  const { play, told } = beginPlay(seed, playerOf(seed, visit), visit)
  const { random, tell, scene } = play
  tellExposures(play)
  tell(adventureStarted, play.at, scene)
  enterNode(play, play.at)
  play.at += 500
  const turns = Math.min(MOST_TURNS, 2 + Math.round(random.logNormal(10, 0.7)))
  while (!play.over && play.turns < turns && play.at - play.start < LAST_TURN_MS) {
    happen(play)
    const latency = playTurn(play, isTroubled(incidents, play.at, TROUBLE_MS))
    moveOn(play)
    if (!play.over) play.at += 4_000 + latency + Math.min(random.logNormal(THINKING_MS, 0.6), 3 * MINUTE_MS)
  }
  leave(play)
  return told as GameEvent[]
}

/** Players of a narrative game who come back over weeks. In an incident the narrator falls back, fails validation and slows down. */
export const generator = defineGenerator(events, {
  incident: { title: 'The narrator falls back', startsAt: 0.8, lastsMs: INCIDENT_MS },
  generate(request) {
    const visits = visitsByMinute(request.seed, CROWD)
    const ofMinute = (_: GeneratorRequest, minute: number) =>
      visits(minute).flatMap((visit) => playSession(request, visit))
    return generateByMinute(LONGEST_SESSION_MS, ofMinute)(request)
  },
})
