import { type GeneratorSpec, incidentIn, type SeededEvent, type TimeRange, type WireEvent } from '@tidemark/contracts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const SEED = 'demo'
/** Incidents that somebody can watch: soon after the birth of the demo, and over before the next one. */
const LIVE = { first: 2 * MINUTE_MS, every: 40 * MINUTE_MS, lastsMs: 4 * MINUTE_MS }
/** One a day in the past, so that a week shows some. */
const PAST = { first: -5 * HOUR_MS, every: -24 * HOUR_MS }
/** What began before a range reaches into it, and is as it is because of an incident before it. */
const MARGIN_MS = 3 * HOUR_MS
/** So many events of each pack are history; quiet packs have days enough to show who comes back. */
const HISTORY_EVENTS = 150_000
const HISTORY_DAYS = { least: 2, most: 7 }
/** From so much its pace is told. */
const SAMPLE_MS = 6 * HOUR_MS

/** The incidents that matter to `range` in the world that was born at `birth` (epoch ms); those of the past last `lastsMs`. Pure. */
export function incidentsNear(
  birth: number,
  { from, to }: TimeRange,
  { lastsMs, marginMs }: { readonly lastsMs: number; readonly marginMs: number },
): TimeRange[] {
  const near = ({ first, every, lastsMs }: typeof LIVE): TimeRange[] => {
    const numbers = [from - marginMs - lastsMs, to + marginMs].map((at) => (at - birth - first) / every)
    const found: TimeRange[] = []
    for (let n = Math.max(0, Math.ceil(Math.min(...numbers))); n <= Math.max(...numbers); n++) {
      const start = birth + first + n * every
      found.push({ from: start, to: start + lastsMs })
    }
    return found
  }
  return [...near({ ...PAST, lastsMs }), ...near(LIVE)].sort((a, b) => a.from - b.from)
}

/** A made-up world that began some days before the demo was born, and goes on. */
export interface DemoWorld {
  /** epoch ms */
  readonly birth: number
  /** epoch ms of its first events */
  readonly begins: number
  /** What happens in `range`, by rising time. Pure: always the same, however time is cut. */
  eventsIn(range: TimeRange): Generator<WireEvent>
}

/** How far a generator's history reaches, ms: less for one that makes more. */
function historyOf(generator: GeneratorSpec, birth: number): number {
  const sample = { from: birth - SAMPLE_MS, to: birth }
  let events = 0
  for (const _ of generator.generate({ seed: SEED, ...sample, incidents: [] })) events++
  const days = Math.round((HISTORY_EVENTS * SAMPLE_MS) / (DAY_MS * Math.max(1, events)))
  return DAY_MS * Math.min(HISTORY_DAYS.most, Math.max(HISTORY_DAYS.least, days))
}

/** The world of some generators, born at `birth` (epoch ms). */
export function createWorld(birth: number, generators: readonly GeneratorSpec[]): DemoWorld {
  const parts = generators.map((generator) => {
    const { from, to } = incidentIn(generator, { from: 0, to: DAY_MS })
    return { generator, begins: birth - historyOf(generator, birth), lastsMs: to - from }
  })
  return {
    birth,
    begins: Math.min(birth, ...parts.map(({ begins }) => begins)),
    *eventsIn(range) {
      const streams = parts
        .map(({ generator, begins, lastsMs }) => ({ generator, lastsMs, from: Math.max(range.from, begins) }))
        .filter(({ from }) => from < range.to)
        .map(({ generator, lastsMs, from }) => {
          const asked = { from, to: range.to }
          const incidents = incidentsNear(birth, asked, { lastsMs, marginMs: MARGIN_MS })
          return generator.generate({ seed: SEED, ...asked, incidents })
        })
      for (const event of mergeByTime(streams)) yield toWire(event)
    },
  }
}

/** Merges streams that rise by time. */
function* mergeByTime(streams: readonly Iterable<SeededEvent>[]): Generator<SeededEvent> {
  const heads = streams.map((stream) => {
    const events = stream[Symbol.iterator]()
    return { events, next: events.next() }
  })
  for (;;) {
    let first: (typeof heads)[number] | undefined
    for (const head of heads)
      if (!head.next.done && (first === undefined || head.next.value.ts < first.next.value.ts)) first = head
    if (first === undefined) return
    yield first.next.value
    first.next = first.events.next()
  }
}

const toWire = ({ ts, ...event }: SeededEvent): WireEvent => ({ ...event, ts: new Date(ts).toISOString() })
