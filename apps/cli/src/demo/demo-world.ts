import type { SeededEvent, TimeRange, WireEvent } from '@tidemark/contracts'
import { generator } from '@tidemark/packs/workflow-runs/generator'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const SEED = 'demo'
/** Incidents that somebody can watch: soon after the birth of the demo, and over before the next one. */
const LIVE = { first: 2 * MINUTE_MS, every: 40 * MINUTE_MS, lastsMs: 4 * MINUTE_MS }
/** One a day in the past, so that a week shows some. */
const PAST = { first: -5 * HOUR_MS, every: -24 * HOUR_MS, lastsMs: 20 * MINUTE_MS }
/** Runs that began before a range reach into it. */
const MARGIN_MS = 5 * MINUTE_MS

/** The incidents that matter to `range` in the world that was born at `birth` (epoch ms). Pure. */
export function incidentsNear(birth: number, { from, to }: TimeRange): TimeRange[] {
  const near = ({ first, every, lastsMs }: typeof LIVE): TimeRange[] => {
    const numbers = [from - MARGIN_MS - lastsMs, to + MARGIN_MS].map((at) => (at - birth - first) / every)
    const found: TimeRange[] = []
    for (let n = Math.max(0, Math.ceil(Math.min(...numbers))); n <= Math.max(...numbers); n++) {
      const start = birth + first + n * every
      found.push({ from: start, to: start + lastsMs })
    }
    return found
  }
  return [...near(PAST), ...near(LIVE)].sort((a, b) => a.from - b.from)
}

/** What happens in `range` in the world that was born at `birth` (epoch ms), by rising time. Pure: always the same. */
export function* eventsIn(birth: number, range: TimeRange): Generator<WireEvent> {
  const made = generator.generate({ seed: SEED, ...range, incidents: incidentsNear(birth, range) })
  for (const event of made) yield toWire(event)
}

const toWire = ({ ts, ...event }: SeededEvent): WireEvent => ({ ...event, ts: new Date(ts).toISOString() })
