import { defineGenerator, type GeneratorRequest, type SeededEventOf } from '@tidemark/contracts'
import { beginsIn, generateByMinute } from '../seeded/by-minute.ts'
import { createRandom, type Random } from '../seeded/random.ts'
import { busyness } from '../seeded/rhythm.ts'
import { seededId } from '../seeded/seeded-id.ts'
import { createStory, isTroubled, type Story } from '../seeded/story.ts'
import { mlJob } from './events.ts'
import { costOf } from './prices.ts'

const MINUTE_MS = 60_000
const TROUBLE_MS = 40 * MINUTE_MS
/** From the ingestion of an asset to its approval at most. */
const LONGEST_MS = 30 * MINUTE_MS
const WEEK = { rhythm: 0.35, weekend: 0.6 }
const FAILURE = 0.01
const TROUBLED_FAILURE = 0.9
const ERRORS = ['rate_limited', 'out_of_memory', 'invalid_input'] as const
const STAGES = ['ingestion', 'versioning', 'approval'] as const

type MlEvent = SeededEventOf<typeof mlJob>
type Pipeline = MlEvent['props']['pipeline']

/** What runs in the made-up studio: jobs per minute, who does them and how long they take (ms). */
const WORK = [
  { pipeline: '3d_generation', perMinute: 2, providers: ['Replicate', 'Tripo', 'HuggingFace'], medianMs: 45_000 },
  { pipeline: 'image_description', perMinute: 4, providers: ['Gemini', 'HuggingFace'], medianMs: 2_500 },
  { pipeline: 'asset_processing', perMinute: 1.5, providers: ['internal', 'Replicate'], medianMs: 6_000 },
] as const

interface Job {
  readonly pipeline: Pipeline
  readonly provider: string
  readonly medianMs: number
  readonly stage?: (typeof STAGES)[number]
}

/** Tells of a job that ended at `at`; answers whether it succeeded. */
function tellJob(story: Story, { medianMs, ...job }: Job, at: number, troubled: boolean, random: Random): boolean {
  const fails = random.chance(troubled && job.provider === 'Replicate' ? TROUBLED_FAILURE : FAILURE)
  const duration = Math.round(random.logNormal(medianMs, 0.4))
  const cost = costOf({ ...job, at, durationMs: duration })
  story.tell(mlJob, at, {
    ...job,
    status: fails ? 'failed' : 'succeeded',
    duration,
    ...(fails ? { error_type: random.pick(ERRORS) } : {}),
    ...(cost === null ? {} : { currency: cost.currency, cost: cost.amount }),
  })
  return !fails
}

function makeWork(work: (typeof WORK)[number], at: number, { seed, incidents }: GeneratorRequest): Story['events'] {
  const random = createRandom(seed, work.pipeline, at)
  const story = createStory(random, { correlationId: seededId(at, random) })
  const job = { pipeline: work.pipeline, provider: random.pick<string>(work.providers), medianMs: work.medianMs }
  if (work.pipeline !== 'asset_processing') {
    tellJob(story, job, at, isTroubled(incidents, at, TROUBLE_MS), random)
    return story.events
  }
  let then = at
  for (const stage of STAGES) {
    const done = tellJob(story, { ...job, stage }, then, isTroubled(incidents, then, TROUBLE_MS), random)
    if (!done) break
    then += Math.floor((random.uniform() * LONGEST_MS) / STAGES.length)
  }
  return story.events
}

const jobsOfMinute = (request: GeneratorRequest, minute: number): MlEvent[] =>
  WORK.flatMap((work) => {
    const random = createRandom(request.seed, work.pipeline, 'begins', minute)
    const expected = work.perMinute * busyness(WEEK, minute * MINUTE_MS)
    return beginsIn(random, expected, minute).flatMap((at) => makeWork(work, at, request))
  }) as MlEvent[]

/** A studio that makes 3D models, descriptions and assets. In an incident nearly everything sent to Replicate fails. */
export const generator = defineGenerator([mlJob], {
  incident: { title: 'Replicate fails', startsAt: 0.5, lastsMs: 80 * MINUTE_MS },
  generate: generateByMinute(LONGEST_MS, jobsOfMinute),
})
