import { createHash } from 'node:crypto'
import { type GeneratorSpec, incidentIn, type PackSpec, type SeededEvent, type TimeRange } from '@tidemark/contracts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** As far back as the door takes events with room to spare. */
const LONGEST_MS = 6 * DAY_MS

/** A stretch of a pack's made-up world. */
export interface SeededStretch {
  readonly pack: PackSpec
  readonly range: TimeRange
  readonly events: readonly SeededEvent[]
}

const eventsOf = (generator: GeneratorSpec, seed: string, range: TimeRange): SeededEvent[] => [
  ...generator.generate({ ...range, seed, incidents: [incidentIn(generator, range)] }),
]

/** Events per ms, by looking at some hours of different times of day. */
function rateOf(generator: GeneratorSpec, seed: string, now: number): number {
  const hours = [6, 12, 18, 24].map((back) => now - back * HOUR_MS)
  const sampled = hours.flatMap((from) => eventsOf(generator, seed, { from, to: from + HOUR_MS }))
  return sampled.length / (hours.length * HOUR_MS)
}

/** So much of a world, up to `now`: at most six days of it, told several times over under different seeds for more. */
function seedStretch({ name }: PackSpec, generator: GeneratorSpec, seed: string, ms: number, now: number) {
  const worlds = Math.ceil(ms / LONGEST_MS)
  const length = Math.max(6 * HOUR_MS, ms / worlds)
  const range = { from: Math.floor((now - length) / HOUR_MS) * HOUR_MS, to: now }
  const events = Array.from({ length: worlds }, (_, world) =>
    eventsOf(generator, `${seed}-${world}`, range).map((event) => inWorld(event, name, world)),
  )
  return { range, events: firstOfEach(events.flat()) }
}

/** At least `count` events that end at `now`, and few more. */
export function seedPack(pack: PackSpec, count: number, seed: string, now: number): SeededStretch | null {
  const { generator } = pack
  if (generator === undefined) return null
  const rate = rateOf(generator, seed, now)
  for (let ms = rate > 0 ? count / rate : LONGEST_MS; ; ) {
    const stretch = seedStretch(pack, generator, seed, ms, now)
    const told = stretch.events.length
    if (told >= count || told === 0) return { pack, ...stretch }
    // The hours that were looked at were busier than the others.
    ms *= (1.02 * count) / told
  }
}

/** Two streams of a world's chance may fall together, once in many thousands: then they tell the same event twice. */
const firstOfEach = (events: readonly SeededEvent[]): SeededEvent[] => [
  ...new Map(events.map((event) => [event.id, event])).values(),
]

/**
 * What happens in different worlds happened to different people, and is never the same event: chance of 32 bits falls
 * together now and then, and what is sampled on the minute by two packs would then have one id.
 */
const inWorld = (event: SeededEvent, pack: string, world: number): SeededEvent => ({
  ...event,
  id: `${event.id.slice(0, -12)}${createHash('sha256').update(`${event.id} ${pack} ${world}`).digest('hex').slice(0, 12)}`,
  ...(event.actor === undefined ? {} : { actor: `${event.actor}-${world}` }),
  ...(event.session === undefined ? {} : { session: `${event.session}-${world}` }),
})
