import {
  type GeneratorSpec,
  incidentIn,
  MetricQuery,
  type MetricQueryInput,
  type MetricResult,
  type PackSpec,
  type SeededEvent,
  type TimeRange,
} from '@tidemark/contracts'
import { createBackfill } from '../src/ingest/backfill.ts'
import { queryMetric } from '../src/query/query-metric.ts'
import { SECRET, type World } from './world.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Longest first; the door takes a week. */
const LENGTHS = [3 * DAY_MS, 36 * HOUR_MS, 16 * HOUR_MS]
const MOST_EVENTS = 30_000
const BATCH_EVENTS = 10_000

/** A pack whose generator has told what happened until `now`, incident included. */
export interface PackStory {
  readonly range: TimeRange
  readonly incident: TimeRange
  /** reasons of events that the door refused */
  readonly refused: readonly string[]
  readonly project: World['project']
  readonly context: { pool: World['pools']['query']; catalog: World['catalog']; clock: () => number }
  ask(query: MetricQueryInput): Promise<MetricResult>
}

const tell = (generator: GeneratorSpec, range: TimeRange): SeededEvent[] => [
  ...generator.generate({ ...range, seed: 'test', incidents: [incidentIn(generator, range)] }),
]

/** The longest stretch that ends at `now` and is not too much for a test. */
function tellMost(
  { cohorts }: PackSpec,
  generator: GeneratorSpec,
  now: number,
): { range: TimeRange; events: SeededEvent[] } {
  const perHour = tell(generator, { from: now - DAY_MS, to: now }).length / 24
  const fits = (length: number) => (perHour * length) / HOUR_MS <= MOST_EVENTS
  // Nobody comes back within less than two days.
  const lengths = Object.keys(cohorts).length > 0 ? LENGTHS.filter((length) => length > DAY_MS) : LENGTHS
  const length = lengths.find(fits) ?? lengths.at(-1)!
  const range = { from: Math.floor((now - length) / HOUR_MS) * HOUR_MS, to: now }
  return { range, events: tell(generator, range) }
}

/** As history: each event is judged as at the door, and all are folded at once, which is much faster than as they come. */
async function send(world: World, project: World['project'], events: readonly SeededEvent[]): Promise<string[]> {
  const { pools, catalog, context } = world
  const backfill = createBackfill({ pools, catalog, slots: context.slots, secret: SECRET, context })
  const refused: string[] = []
  for (let at = 0; at < events.length; at += BATCH_EVENTS) {
    const batch = events.slice(at, at + BATCH_EVENTS)
    const wire = batch.map(({ ts, ...event }) => ({ consent: true, ...event, ts: new Date(ts).toISOString() }))
    const { rejected } = await backfill.add(project, wire)
    refused.push(...rejected.map(({ index, path, message }) => `${batch[index]?.type} ${path}: ${message}`))
  }
  await backfill.finish(project.id)
  return refused
}

/** Lets a pack's generator fill a project. */
export async function tellStory(world: World, pack: PackSpec, now: number): Promise<PackStory> {
  const { generator } = pack
  if (generator === undefined) throw new Error(`the pack ${pack.name} has no generator`)
  const { project } = world
  const { range, events } = tellMost(pack, generator, now)
  const refused = await send(world, project, events)
  const context = { pool: world.pools.query, catalog: world.catalog, clock: () => now }
  return {
    range,
    incident: incidentIn(generator, range),
    refused,
    project,
    context,
    ask: (query) => queryMetric(context, project, MetricQuery.parse(query)),
  }
}
