import { craft, loot, vendorTrade } from './events/economy.ts'
import { experimentExposure } from './events/exposure.ts'
import { delegatedCheck, fight, partyChange } from './events/party.ts'
import {
  adventureCompleted,
  adventureStarted,
  arcProgress,
  choice,
  dialogue,
  questEnded,
  questNode,
  romanceScene,
} from './events/story.ts'
import { turn } from './events/turn.ts'
import { regionDrift, weatherChange, worldEvent } from './events/world.ts'

/** Every event type of the pack. */
export const events = [
  turn,
  adventureStarted,
  adventureCompleted,
  choice,
  questNode,
  questEnded,
  arcProgress,
  dialogue,
  romanceScene,
  craft,
  vendorTrade,
  loot,
  partyChange,
  delegatedCheck,
  fight,
  worldEvent,
  regionDrift,
  weatherChange,
  experimentExposure,
] as const
