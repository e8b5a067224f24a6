import { craft, loot, vendorTrade } from './events/economy.ts'
import { delegatedCheck, fight, partyChange } from './events/party.ts'
import { adventureCompleted, choice, dialogue, romanceScene } from './events/story.ts'
import { regionDrift, weatherChange, worldEvent } from './events/world.ts'
import type { Play } from './play.ts'
import { LINES, NPCS, OPTIONS, WEATHERS, WORLD_EVENTS } from './worlds.ts'

type Happening = (play: Play) => void

/** A little after the turn that is played. */
const soon = ({ at, random }: Play): number => at + 1 + Math.floor(random.uniform() * 1_500)

const choose: Happening = (play) => {
  const { random } = play
  const option = OPTIONS[Math.floor(OPTIONS.length * random.uniform() ** 1.7)] as string
  const wrote = random.chance(0.2) ? { text_length: 5 + random.poisson(40) } : {}
  play.tell(choice, soon(play), { ...play.scene, option, ...wrote })
}

const changeParty =
  (change: 'join' | 'dismiss'): Happening =>
  (play) =>
    play.tell(partyChange, soon(play), { ...play.scene, change, npc: play.random.pick(NPCS) })

const makeThing: Happening = (play) =>
  play.tell(craft, soon(play), { ...play.scene, outcome: play.random.chance(0.78) ? 'success' : 'failure' })

const trade: Happening = (play) => {
  const price = Math.round(play.random.logNormal(40, 0.6))
  const side = play.random.chance(0.6) ? 'buy' : 'sell'
  if (side === 'buy') play.goldOut += price
  else play.goldIn += price
  const margin = Math.round(price * (0.05 + 0.3 * play.random.uniform()))
  play.tell(vendorTrade, soon(play), { ...play.scene, side, price, margin })
}

const fightFor =
  (tier: 'minion' | 'elite' | 'boss', source: 'session' | 'sim'): Happening =>
  (play) => {
    const won = play.random.chance({ minion: 0.95, elite: 0.8, boss: 0.7 }[tier])
    const ttk = Math.round(play.random.logNormal({ minion: 9_000, elite: 25_000, boss: 90_000 }[tier], 0.4))
    const outcome = { ...play.scene, tier, source, outcome: won ? ('won' as const) : ('lost' as const) }
    play.tell(fight, soon(play), won ? { ...outcome, ttk_ms: ttk } : outcome)
  }

const complete: Happening = (play) => {
  play.over = true
  play.tell(adventureCompleted, play.at + 2_000, { ...play.scene, turns: play.turns })
}

/** The game funnel after its start, in order. */
const STAGES: readonly Happening[] = [
  choose,
  changeParty('join'),
  makeThing,
  trade,
  fightFor('boss', 'session'),
  complete,
]

const takeLoot: Happening = (play) => {
  const rarity = play.random.pick(['common', 'common', 'common', 'rare', 'rare', 'epic'] as const)
  play.goldIn += play.random.poisson(12)
  play.tell(loot, soon(play), { ...play.scene, rarity, items: 1 + play.random.poisson(0.6) })
}

const talk: Happening = (play) => {
  const { random } = play
  const line = LINES[Math.floor(LINES.length * random.uniform() ** 1.5)] as string
  const blocked = random.chance(0.2) ? { cooldown_blocks: 1 + random.poisson(0.5) } : {}
  play.tell(dialogue, soon(play), { ...play.scene, line, candidates: 3 + random.poisson(3), ...blocked })
}

const court: Happening = (play) => {
  const consent = play.random.pick(['given', 'given', 'declined', 'not_asked'] as const)
  play.tell(romanceScene, soon(play), { ...play.scene, consent, played: consent === 'given' })
}

const delegate: Happening = (play) =>
  play.tell(delegatedCheck, soon(play), { ...play.scene, outcome: play.random.chance(0.65) ? 'success' : 'failure' })

const drift: Happening = (play) => {
  const drifted = Math.min(1, play.random.logNormal(0.12, 0.5))
  play.tell(regionDrift, soon(play), { ...play.scene, zone: play.random.pick(play.adventure.zones), drift: drifted })
}

/** What may happen in any turn: the chance, the funnel step that must be behind, and what. */
const SOMETIMES: readonly (readonly [chance: number, afterStage: number, Happening])[] = [
  [0.5, 1, choose],
  [0.03, 2, changeParty('join')],
  [0.03, 2, changeParty('dismiss')],
  [0.08, 2, delegate],
  [0.1, 3, makeThing],
  [0.08, 4, trade],
  [0.2, 0, takeLoot],
  [0.3, 0, talk],
  [0.05, 0, court],
  [0.12, 0, fightFor('minion', 'session')],
  [0.03, 0, fightFor('elite', 'session')],
  [0.05, 0, fightFor('elite', 'sim')],
  [0.06, 0, drift],
  [0.06, 0, (play) => play.tell(worldEvent, soon(play), { ...play.scene, event: play.random.pick(WORLD_EVENTS) })],
  [0.06, 0, (play) => play.tell(weatherChange, soon(play), { ...play.scene, weather: play.random.pick(WEATHERS) })],
]

/** Everything but the turn itself that happens in a turn: the next step of the funnel perhaps, and some of the rest. */
export function happen(play: Play): void {
  play.goldIn = 0
  play.goldOut = 0
  const before = play.stage
  if (play.random.chance(play.player.pace)) STAGES[play.stage++]?.(play)
  for (const [chance, afterStage, happening] of SOMETIMES)
    if (before >= afterStage && play.random.chance(chance)) happening(play)
}
