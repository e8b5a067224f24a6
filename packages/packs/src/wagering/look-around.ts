import { createRandom, type Random } from '../seeded/random.ts'
import { createStory, type Story } from '../seeded/story.ts'
import { census, complianceEvent, fraudFlag, platformCall, riskScore, subsystemCheck } from './events.ts'
import { fraudBandOf } from './fraud-band.ts'

const MINUTE_MS = 60_000
const CENSUS_EVERY_MINUTES = 5
const CHECK_EVERY_MINUTES = 2
/** Monday, 2024-01-01: counts grow from here. */
const FOUNDED_MINUTE = 28_401_120
const SUBSYSTEMS = ['transactions', 'payments', 'fraud_detection', 'api', 'database', 'cache'] as const
const ANOMALIES = ['velocity', 'bonus_abuse', 'shared_device', 'chip_dumping'] as const
const RULES = ['deposit_limit', 'session_limit', 'self_exclusion'] as const
const ERRORS = ['timeout', 'connection_reset', 'bad_gateway'] as const
/** Calls of each part per minute, how long they take (ms) usually and while the database struggles. */
const CALLS = [
  { part: 'api', perMinute: 5, medianMs: 80, troubledMs: 900 },
  { part: 'database', perMinute: 4, medianMs: 10, troubledMs: 1_400 },
  { part: 'cache', perMinute: 6, medianMs: 1, troubledMs: 3 },
] as const

const spread = (random: Random, start: number, mean: number): number[] =>
  Array.from({ length: random.poisson(mean) }, () => Math.floor(start + random.uniform() * MINUTE_MS))

function tellCalls(story: Story, start: number, troubled: boolean, random: Random): void {
  for (const { part, perMinute, medianMs, troubledMs } of CALLS)
    for (const ts of spread(random, start, perMinute)) {
      const failed = random.chance(troubled ? 0.1 : 0.004)
      const duration = Math.round(random.logNormal(troubled ? troubledMs : medianMs, 0.4))
      const hit = part === 'cache' ? { hit: random.chance(troubled ? 0.4 : 0.98) } : {}
      const error = failed ? { error: random.pick(ERRORS) } : {}
      story.tell(platformCall, ts, { part, outcome: failed ? 'failed' : 'ok', duration, ...hit, ...error })
    }
}

function tellRisks(story: Story, start: number, troubled: boolean, random: Random): void {
  for (const ts of spread(random, start, troubled ? 1.5 : 0.2)) {
    const critical = random.chance(troubled ? 0.8 : 0.03)
    const score = Math.round(critical ? 76 + random.uniform() * 24 : random.uniform() * 75)
    story.tell(fraudFlag, ts, { anomaly: random.pick(ANOMALIES), band: fraudBandOf(score), score })
  }
  for (const ts of spread(random, start, 0.3)) {
    const score = Math.round(Math.min(100, random.logNormal(18, 0.7)))
    story.tell(riskScore, ts, { band: fraudBandOf(score), score })
  }
  for (const ts of spread(random, start, 0.06)) {
    const kind = random.pick(['violation', 'violation', 'exclusion', 'review'] as const)
    const term = random.chance(0.3) ? 'permanent' : 'temporary'
    story.tell(complianceEvent, ts, { kind, term, rule: random.pick(RULES) })
  }
}

function countEverything(story: Story, minute: number, random: Random): void {
  if (minute % CENSUS_EVERY_MINUTES !== 0) return
  const age = Math.max(0, minute - FOUNDED_MINUTE)
  story.tell(census, minute * MINUTE_MS, {
    users: 3_000 + Math.floor(age * 0.15),
    games: 42,
    transactions: 20 * age,
    audit_logs: 2 * age,
    excluded_users: 40 + Math.floor(age / 10_000),
    unresolved_flags: 5 + Math.floor(random.uniform() * 10),
  })
}

/** What is seen of the platform in one minute, apart from what players do. */
export function lookAround(seed: string, minute: number, troubledAt: (ts: number) => boolean): Story['events'] {
  const random = createRandom(seed, 'looks', minute)
  const story = createStory(random)
  const start = minute * MINUTE_MS
  // A minute is troubled as a whole, and only where the incident holds all of it.
  const troubled = troubledAt(start) && troubledAt(start + MINUTE_MS - 1)
  tellCalls(story, start, troubled, random)
  tellRisks(story, start, troubled, random)
  countEverything(story, minute, random)
  if (minute % CHECK_EVERY_MINUTES !== 0) return story.events
  for (const subsystem of SUBSYSTEMS) {
    const down = troubled && subsystem === 'payments' && random.chance(0.6)
    const state = random.chance(0.003) ? 'unknown' : down ? 'down' : 'up'
    story.tell(subsystemCheck, start, { subsystem, state })
  }
  return story.events
}
