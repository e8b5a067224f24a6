import { aoiPopulation, clientTick, snapshotSize } from './events/heartbeat.ts'
import { craftResult, inventoryMove, xpGain } from './events/progression.ts'
import { emotePlayed, friendInvite, partyCreate, partyJoin } from './events/social.ts'
import type { Play } from './play.ts'

const BEAT_MS = 12 * 60_000
const FPS = { pc: 90, console: 60, mobile: 40 } as const
const EMOTES = ['wave', 'dance', 'bow', 'cheer'] as const

const sometime = ({ random, from, to }: Play): number => from + (to - from) * random.uniform()

/** Crafting, moving things about and small quests. */
export function gatherAndCraft(play: Play): void {
  const { tell, random } = play
  const { character } = play.player
  for (let n = random.poisson(1.5); n > 0; n--) {
    const move = random.pick(['equip', 'store', 'sell', 'drop'] as const)
    tell(inventoryMove, sometime(play), { ...character, move, items: 1 + random.poisson(1) })
  }
  for (let n = random.poisson(0.8); n > 0; n--)
    tell(craftResult, sometime(play), { ...character, outcome: random.chance(0.75) ? 'success' : 'failure' })
  for (let n = random.poisson(0.6); n > 0; n--) {
    const source = random.pick(['quest', 'craft'] as const)
    tell(xpGain, sometime(play), { ...character, source, xp: Math.round(random.logNormal(120, 0.4)) })
  }
}

/** Only of those who consented. */
export function socialise(play: Play): void {
  const { tell, random, player } = play
  if (!player.consent) return
  const { character } = player
  const often = character.playstyle === 'socialiser' ? 3 : 1
  if (random.chance(0.08 * often)) tell(partyCreate, sometime(play), character)
  if (random.chance(0.12 * often)) tell(partyJoin, sometime(play), { ...character, size: 2 + random.poisson(1) })
  if (random.chance(0.2 * often)) tell(emotePlayed, sometime(play), { ...character, emote: random.pick(EMOTES) })
  if (random.chance(0.04 * often))
    tell(friendInvite, sometime(play), {
      ...character,
      ...(random.chance(0.5) ? { message_length: random.poisson(30) } : {}),
    })
}

/** What the client says of itself every few minutes; round trips are long when the world lags. */
export function beat(play: Play): void {
  const { tell, random, player } = play
  const { platform, shard } = player
  for (let at = play.from + BEAT_MS / 4; at < play.to; at += BEAT_MS) {
    const slower = play.isTroubled(at) ? 9 : 1
    const rtt = random.logNormal(55 * slower, 0.35)
    tell(clientTick, at, { platform, shard, fps: Math.min(240, random.logNormal(FPS[platform], 0.15)), rtt_ms: rtt })
    tell(aoiPopulation, at + 1, { platform, shard, entities: random.poisson(40) })
    tell(snapshotSize, at + 2, { platform, shard, size: Math.round(random.logNormal(6_000, 0.4)) })
  }
}
