import { defineGenerator, type GeneratorRequest, type SeededEventOf } from '@tidemark/contracts'
import { generateByMinute } from '../seeded/by-minute.ts'
import { createRandom, type Random } from '../seeded/random.ts'
import { createStory, isTroubled, type Story } from '../seeded/story.ts'
import { alertDelivery, databaseSample, events, ingestClaim, jobRun, processSample, ruleEvaluation } from './events.ts'

type PlatformEvent = SeededEventOf<(typeof events)[number]>

const MINUTE_MS = 60_000
const TROUBLE_MS = 15 * MINUTE_MS
const CLAIM_EVERY_MS = 15_000
const JOBS = ['ingest.drain', 'rollup.cascade', 'alerts.tick'] as const
const CHANNELS = ['log', 'webhook', 'slack'] as const
const SEVERITIES = ['info', 'warning', 'critical', 'emergency'] as const

function tellClaims(story: Story, start: number, troubledAt: (ts: number) => boolean, random: Random): void {
  for (let ts = start; ts < start + MINUTE_MS; ts += CLAIM_EVERY_MS) {
    const stuck = troubledAt(ts)
    const lag = Math.round(random.logNormal(stuck ? 300_000 : 400, 0.3))
    const duration = Math.round(random.logNormal(stuck ? 9_000 : 40, 0.4))
    story.tell(ingestClaim, ts, { events: random.poisson(120), duplicates: random.poisson(0.5), lag, duration })
    story.tell(databaseSample, ts, {
      latency: Math.round(10 * random.logNormal(stuck ? 400 : 1.5, 0.4)) / 10,
      size: 2 ** 30 + Math.floor(random.uniform() * 2 ** 24),
      connections: 8 + Math.floor(random.uniform() * 6),
      inbox_batches: stuck ? random.poisson(90) : random.poisson(0.5),
      inbox_age: stuck ? lag : Math.round(random.logNormal(150, 0.5)),
    })
  }
}

function eventsOfMinute({ seed, incidents }: GeneratorRequest, minute: number): PlatformEvent[] {
  const random = createRandom(seed, 'platform', minute)
  const story = createStory(random)
  const start = minute * MINUTE_MS
  const troubledAt = (ts: number) => isTroubled(incidents, ts, TROUBLE_MS)
  tellClaims(story, start, troubledAt, random)
  for (const job of JOBS) {
    const outcome = random.chance(0.002) ? 'failed' : 'ok'
    story.tell(jobRun, start, { job, outcome, duration: Math.round(random.logNormal(30, 0.6)) })
  }
  for (const process of ['api', 'worker'] as const) {
    const memory = Math.round(random.logNormal(150 * 2 ** 20, 0.1))
    story.tell(processSample, start, {
      process,
      memory,
      cpu: random.logNormal(0.1, 0.5),
      loop_delay: random.logNormal(2, 0.6),
    })
  }
  const delay = Math.round(random.logNormal(troubledAt(start) ? 90_000 : 1_500, 0.4))
  story.tell(ruleEvaluation, start, { delay, rules: 1 + random.poisson(3), failed: random.chance(0.01) ? 1 : 0 })
  if (random.chance(troubledAt(start) ? 0.8 : 0.1)) {
    const outcome = random.chance(0.04) ? 'failed' : 'sent'
    const took = Math.round(random.logNormal(900, 0.6))
    story.tell(alertDelivery, start, {
      channel: random.pick(CHANNELS),
      severity: random.pick(SEVERITIES),
      outcome,
      delay: took,
    })
  }
  return story.events as PlatformEvent[]
}

/** A Tidemark at work. In an incident its inbox is not drained: what was acknowledged waits for minutes. */
export const generator = defineGenerator(events, {
  incident: { title: 'The inbox is not drained', startsAt: 0.5, lastsMs: 20 * MINUTE_MS },
  generate: generateByMinute(0, eventsOfMinute),
})
