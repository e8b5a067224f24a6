import { abilityCast, combatEnd, damageDealt, damageTaken, death, engageEnemy } from './events/combat.ts'
import { aoiPopulation, clientTick, snapshotSize } from './events/heartbeat.ts'
import { craftResult, inventoryMove, lootDrop, skillRankUp, xpGain } from './events/progression.ts'
import { reconnect, sessionCrash, sessionEnd, sessionStart } from './events/session.ts'
import { emotePlayed, friendInvite, partyCreate, partyJoin } from './events/social.ts'

/** Every event type of the pack. */
export const events = [
  sessionStart,
  sessionEnd,
  sessionCrash,
  reconnect,
  engageEnemy,
  abilityCast,
  damageDealt,
  damageTaken,
  death,
  combatEnd,
  xpGain,
  skillRankUp,
  lootDrop,
  inventoryMove,
  craftResult,
  partyCreate,
  partyJoin,
  emotePlayed,
  friendInvite,
  clientTick,
  aoiPopulation,
  snapshotSize,
] as const
