import { type GeneratorSpec, incidentIn, type TimeRange, type WireEvent } from '@tidemark/contracts'

const HOUR_MS = 3_600_000

/** So many hours of a pack's made-up world that end at `now`, with the usual incident in its last day. */
export function packEvents(generator: GeneratorSpec, hours: number, now: number): WireEvent[] {
  const range: TimeRange = { from: now - hours * HOUR_MS, to: now }
  const incident = incidentIn(generator, { from: Math.max(range.from, now - 24 * HOUR_MS), to: now })
  const made = generator.generate({ seed: 'boards', ...range, incidents: [incident] })
  return [...made].map(({ ts, ...event }) => ({ ...event, ts: new Date(ts).toISOString() }))
}
