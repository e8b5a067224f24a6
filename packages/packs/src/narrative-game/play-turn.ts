import { SESSION_AGES, STUCK_AFTER_TURNS, turn } from './events/turn.ts'
import type { Play } from './play.ts'
import { nodeOf } from './quests.ts'

const MINUTE_MS = 60_000
const MEDIAN_LATENCY_MS = 2_600
/** Chances per turn; in an incident the narrator's model answers slowly and wrong. */
const CALM = { slower: 1, fallback: 0.004, invalid: 0.006, repair: 0.01, overrun: 0.006, retry: 0.03 }
const TROUBLE = { slower: 4, fallback: 0.45, invalid: 0.5, repair: 0.4, overrun: 0.4, retry: 0.3 }
/** What the lean variation saves. */
const LEAN = { tokens: 0.88, latency: 0.93, tools: 0.8 }

function ageBucket(ms: number): (typeof SESSION_AGES)[number] {
  const minutes = ms / MINUTE_MS
  if (minutes < 5) return SESSION_AGES[0]
  if (minutes < 15) return SESSION_AGES[1]
  return minutes < 60 ? SESSION_AGES[2] : SESSION_AGES[3]
}

/** Counts of 0 are left out. */
const some = <K extends string>(counts: Record<K, number>): Partial<Record<K, number>> =>
  Object.fromEntries(Object.entries(counts).filter(([, n]) => n !== 0)) as Partial<Record<K, number>>

/** What the narrator needed for a turn: latency, tokens, and what went wrong. */
function narrate({ random, player }: Play, troubled: boolean) {
  const chances = troubled ? TROUBLE : CALM
  const { lean } = player
  const latency = (player.model === 'narrator-small' ? 0.7 : 1) * chances.slower * (lean ? LEAN.latency : 1)
  const invalid = random.chance(chances.invalid)
  const repaired = random.chance(chances.repair)
  return {
    latency_ms: Math.round(Math.min(random.logNormal(MEDIAN_LATENCY_MS * latency, 0.35), MINUTE_MS)),
    in_tokens: Math.round(random.logNormal(2_800 * (lean ? LEAN.tokens : 1), 0.2)),
    out_tokens: Math.round(random.logNormal(320, 0.3)),
    fallback: random.chance(chances.fallback),
    invalid_retry: invalid,
    validator_repair: repaired,
    token_overrun: random.chance(chances.overrun),
    ...some({
      retries: Number(invalid) + Number(random.chance(chances.retry)),
      validator_retries: Number(repaired && random.chance(0.5)),
      tool_calls: random.poisson(1.2 * (lean ? LEAN.tools : 1)),
    }),
  }
}

/** Tells the turn that is played at `play.at`, after everything that happened in it; answers its latency, ms. */
export function playTurn(play: Play, troubled: boolean): number {
  const { random } = play
  play.turns++
  play.idle++
  const stuck = play.idle >= STUCK_AFTER_TURNS
  const ticks = random.poisson(0.6)
  const narrated = narrate(play, troubled)
  play.tell(turn, play.at, {
    ...play.scene,
    ...narrated,
    quest_node: nodeOf(play)[0],
    session_age_bucket: ageBucket(play.at - play.start),
    stuck,
    ...some({
      ticks,
      sim_ticks: 4 * ticks,
      acts: random.poisson(0.9),
      choices: random.chance(0.5) ? 2 + random.poisson(1) : 0,
      softlock_hints: Number(stuck && random.chance(0.5)),
      gold_in: play.goldIn,
      gold_out: play.goldOut,
    }),
  })
  return narrated.latency_ms
}
