import { abilityCast, combatEnd, damageDealt, damageTaken, death, engageEnemy } from './events/combat.ts'
import { lootDrop, skillRankUp, xpGain } from './events/progression.ts'
import type { Play } from './play.ts'

const MINUTE_MS = 60_000
const GAP_MS = 3.5 * MINUTE_MS
const LONGEST_FIGHT_MS = 2 * MINUTE_MS
const FIGHTS = {
  normal: { lasts: 15_000, hit: 40, harder: 1, xp: 60, gold: 8 },
  elite: { lasts: 35_000, hit: 70, harder: 0.85, xp: 180, gold: 30 },
  boss: { lasts: 80_000, hit: 120, harder: 0.65, xp: 600, gold: 120 },
} as const
/** Share of the chance to win that is left when the world lags. */
const LAGGING = 0.15
const ABILITIES = ['strike', 'guard', 'volley', 'firebolt', 'mend', 'dash'] as const
const SKILLS = ['blades', 'archery', 'sorcery', 'herbs', 'smithing'] as const

function reward({ tell, random, player: { character } }: Play, at: number, { xp, gold }: { xp: number; gold: number }) {
  tell(xpGain, at, { ...character, source: 'combat', xp: Math.round(random.logNormal(xp, 0.3)) })
  if (random.chance(0.35)) {
    const rarity = random.pick(['common', 'common', 'common', 'rare', 'epic'] as const)
    tell(lootDrop, at + 400, { ...character, rarity, gold: random.poisson(gold) })
  }
  if (random.chance(0.2))
    tell(skillRankUp, at + 900, { ...character, skill: random.pick(SKILLS), rank: 1 + random.poisson(4) })
}

/** One encounter that begins at `at`; answers when it is over. */
function fight(play: Play, at: number): number {
  const { tell, random, player } = play
  const tier = random.pick(['normal', 'normal', 'normal', 'normal', 'elite', 'boss'] as const)
  const combat = { ...player.character, tier }
  const { lasts, hit, harder, ...prize } = FIGHTS[tier]
  const duration = Math.round(Math.min(random.logNormal(lasts, 0.4), LONGEST_FIGHT_MS))
  const end = at + duration
  tell(engageEnemy, at, combat)
  for (let cast = random.poisson(1); cast > 0; cast--)
    tell(abilityCast, at + duration * random.uniform(), { ...combat, ability: random.pick(ABILITIES) })
  if (random.chance(0.8))
    tell(damageDealt, at + duration * random.uniform(), { ...combat, damage: random.logNormal(hit, 0.4) })
  if (random.chance(0.5))
    tell(damageTaken, at + duration * random.uniform(), { ...combat, damage: random.logNormal(hit / 2, 0.4) })

  const won = random.chance(player.skill * harder * (play.isTroubled(end) ? LAGGING : 1))
  const fled = !won && random.chance(0.3)
  const outcome = won ? 'won' : fled ? 'fled' : 'lost'
  if (outcome === 'lost') tell(death, end - 1, combat)
  tell(combatEnd, end, { ...combat, region: player.region, outcome, duration_ms: duration })
  if (won) reward(play, end + 100, prize)
  return end
}

/** The encounters of a session, one after the other; none is left open. */
export function playEncounters(play: Play): void {
  const { random, from, to } = play
  let at = from + 20_000
  while (at + LONGEST_FIGHT_MS + 1_000 < to)
    at = fight(play, at) + 5_000 + Math.min(random.logNormal(GAP_MS, 0.5), 10 * MINUTE_MS)
}
